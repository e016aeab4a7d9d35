"""Programs of the desktop. Each line of standard input is a command; each is answered by `done`.

open COUNT ADDRESS...        holds that many connections to port 443, spread over the addresses
talk SHARE                   from now on, that share of the held connections sends 200 bytes each second
brief MILLISECONDS GAP BY ADDRESS...   one short connection to each address, GAP milliseconds apart, that BY
                             (`far` side or `near` side) ends after its time
"""

import asyncio
import random
import resource
import sys

held = []
share = 0.0


async def open_held(count, addresses):
    for start in range(0, count, 50):
        made = await asyncio.gather(
            *(asyncio.open_connection(addresses[n % len(addresses)], 443) for n in range(start, min(start + 50, count)))
        )
        held.extend(writer for _, writer in made)


async def talk():
    while True:
        await asyncio.sleep(1)
        for writer in random.sample(held, int(len(held) * share)):
            writer.write(b"x" * 200)


async def one_brief(address, milliseconds, by):
    port = 20000 + milliseconds if by == "far" else 443
    reader, writer = await asyncio.open_connection(address, port)
    writer.write(b"x" * 100)
    if by == "far":
        await reader.read()
    else:
        await asyncio.sleep(milliseconds / 1000)
    writer.close()


async def brief(milliseconds, gap, by, addresses):
    running = []
    for address in addresses:
        running.append(asyncio.create_task(one_brief(address, milliseconds, by)))
        await asyncio.sleep(gap / 1000)
    await asyncio.gather(*running)


async def main():
    global share
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop = asyncio.get_running_loop()
    commands = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    talking = asyncio.create_task(talk())
    while line := await commands.readline():
        name, *words = line.decode().split()
        if name == "open":
            await open_held(int(words[0]), words[1:])
        elif name == "talk":
            share = float(words[0])
        elif name == "brief":
            await brief(int(words[0]), float(words[1]), words[2], words[3:])
        print("done", flush=True)
    talking.cancel()


asyncio.run(main())
