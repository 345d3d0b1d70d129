"""The dashboard and the API: results as people and programs look at them.

`app.py` puts it together. A page begins at `visit.py` (who looks, in which language) and ends at `page.py` (what is
shown, and its tables as files); `pages/` holds them by subject, `templates/` and `charts/` what they look like, `kept/`
what many of them need of the data. `api/` is for programs, `open_data/` for portals, `access/` says who may do what,
`deeds.py` is what they do, `middleware/` what is so of every answer.
"""
