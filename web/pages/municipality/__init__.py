"""The pages of one municipality, each of the audit that its dossier opens."""
