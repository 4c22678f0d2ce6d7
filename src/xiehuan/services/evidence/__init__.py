"""The use cases of the evidence vault: take, read, find, prove, erase. Importing them makes the tables ready."""

from xiehuan.store.database import set_up

set_up()
