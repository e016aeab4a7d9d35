"""A program of the desktop, for a sandbox: opens connections and keeps them, as told by lines of JSON on stdin.

{"open": [HOST, PORT], "count": 1, "id": "a"}   opens connections, and answers "opened a" when they are there
{"send": 1000, "id": "a"}                       sends bytes over each of them
{"close": "a"}                                  closes them
Ends, and closes all, when stdin does.
"""

import json
import socket
import sys

connections = {}
for line in sys.stdin:
    command = json.loads(line)
    if "open" in command:
        host, port = command["open"]
        group = connections.setdefault(command["id"], [])
        for _ in range(command.get("count", 1)):
            group.append(socket.create_connection((host, port), 10))
        print("opened", command["id"], flush=True)
    elif "send" in command:
        for connection in connections[command["id"]]:
            connection.sendall(b"x" * command["send"])
        print("sent", command["id"], flush=True)
    elif "close" in command:
        for connection in connections.pop(command["close"]):
            connection.close()
        print("closed", command["close"], flush=True)
