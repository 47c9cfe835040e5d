"""An invented utility, Bluebird Water, in the export formats of the tools it would use.

`generate` writes the files; effects.toml says what was planted in them and how large it is;
tools.py names the files, connect.py the contact attributes, zendesk.py the ids of the custom
fields, qualtrics.py the survey's columns, dirt.py the dirty rows. Agents are known as
id_telephony (Username), id_zendesk (assignee_id) and id_survey (the embedded Agent) of the
roster. Calibrations are the evaluations with the form name `Calibration`.
"""

from pipelines.sample.run import Truth, generate

__all__ = ["Truth", "generate"]
