"""Who of a vendor works under Halden's accounts: screened or not yet, leaving, gone, and one who can still get in."""

from portfolio.demo.stage import Stage
from vendors import actions

# name, role, accounts, days since the start, days until the last day (None: not known), how far it has come
OF_THE_NETWORK = (
    ("Lukas Brandt", "Engineer, day shift", "adm-brandt\nVPN network-operations", -310, None, "screened"),
    ("Sofia Marin", "Engineer, night shift", "adm-marin\nVPN network-operations", -40, 24, "screened"),
    ("Piet Claes", "Engineer, stand-in", "adm-claes", -12, None, "named"),
    ("Jana Vrba", "Engineer, night shift", "adm-vrba\nVPN network-operations\nBadge 2204", -300, -5, "left"),
    ("Karl Ofner", "Project lead of the move", "adm-ofner", -320, -60, "removed"),
)


def log(stage: Stage, key: str, vendor: str) -> None:
    for name, role, accounts, start, end, state in OF_THE_NETWORK:
        one = actions.add_staff(
            stage.vendors[vendor],
            stage.users["maeve"],
            name=name,
            email=f"{name.lower().replace(' ', '.')}@{vendor}.example",
            role=role,
            accounts=accounts,
            engagement=stage.engagements[key],
            starts_on=stage.day(start),
            leaves_on=stage.day(end) if end is not None and state == "screened" else None,
        )
        if state == "named":
            continue
        looked_at = "Passport and criminal record, seen at the vendor's office."
        actions.record_screening(one, stage.users["ravi"], "passed", stage.day(start), looked_at, stage.today)
        if end is not None and end < 0:
            actions.note_leaving(one, stage.users["maeve"], stage.day(end), stage.at(end), stage.today)
        if state == "removed":
            actions.record_removal(one, stage.users["ravi"], "Gone from the directory.", stage.at(end or 0))
