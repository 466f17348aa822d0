"""The database adapter: everything Picketwire remembers, behind `bot.ports.Store`.

`store.open_store` is the way in; `lock.delivery_lock` keeps a second deliverer away.
"""
