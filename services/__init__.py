"""Use cases: keyword-only functions with a mandatory actor; one public call is one transaction."""
