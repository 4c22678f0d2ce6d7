"""A reader of tables with fixed columns, for the harness."""

from xiehuan.readers.columns import Picking
from xiehuan.readers.columns.reader import _Picked

READER = _Picked(Picking({"at": "时间", "from": "发送人", "text": "内容", "direction": "方向"}))
