"""/api/v1/sharing/: may this data go to this vendor now?"""
