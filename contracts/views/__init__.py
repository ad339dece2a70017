"""The pages of contracts and agreements. Each starts from what its reader may see: not visible is 404."""
