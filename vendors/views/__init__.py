"""The pages of vendors and engagements. Each starts from what its reader may see: not visible is 404."""
