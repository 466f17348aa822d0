"""The least a Discord bot can be: discord.py that logs in and listens. Started by `benchmarks.start`."""

import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket

if __name__ == "__main__":
    discord.http.Route.BASE = sys.argv[1]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[2])
    discord.Client(intents=discord.Intents(guilds=True)).run("benchmark", log_handler=None)
