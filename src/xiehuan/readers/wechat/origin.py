"""The name that all records of WeChat exports carry."""

SOURCE = "wechat"
