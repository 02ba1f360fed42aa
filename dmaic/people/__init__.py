"""Who is here, and who is asking? Accounts, invitations, sign-ins."""
