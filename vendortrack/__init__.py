"""The wiring of VendorTrack: settings, addresses, processes and the look. No rule lives here."""
