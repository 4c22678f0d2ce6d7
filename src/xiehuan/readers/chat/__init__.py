"""What the readers of chats share: lines with their bytes, tables, JSON elements, local times, kinds of content.

Nothing here knows an app; the apps are in `wechat`, `qq`, `whatsapp` and so on.
"""
