"""Backups of Android phones in JSON: "SMS Import / Export" (`sms_ie`) and Fossify or Simple SMS (`fossify`).

Both write the columns of the phone's own tables; what we do not know of them is kept with the record.
"""
