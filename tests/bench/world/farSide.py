"""Every other address of the world: servers that close after a while or never, and a resolver without answers.

Runs in a network namespace of its own. Prints `ready`. A connection to port 443 is held and its bytes are
dropped; one to port 20000+N is closed by this side after N milliseconds.
"""

import asyncio
import resource
import sys


async def hold(reader, writer):
    try:
        while await reader.read(65536):
            pass
    except OSError:
        pass
    writer.close()


def closing_after(milliseconds):
    async def serve(reader, writer):
        writer.write(b"x" * 100)
        await asyncio.sleep(milliseconds / 1000)
        writer.close()

    return serve


class NoSuchName(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        if len(data) > 12:
            # A response, recursion available, NXDOMAIN (RFC 1035, 4.1.1), with the question as it came.
            answer = data[:2] + b"\x81\x83" + data[4:6] + b"\0\0\0\0\0\0" + data[12:]
            self.transport.sendto(answer, sender)


async def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop = asyncio.get_running_loop()
    await asyncio.start_server(hold, "0.0.0.0", 443, backlog=4096)
    for lifetime in map(int, sys.argv[1:]):
        await asyncio.start_server(closing_after(lifetime), "0.0.0.0", 20000 + lifetime, backlog=4096)
    await loop.create_datagram_endpoint(NoSuchName, local_addr=("10.9.0.1", 53))
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
