import asyncio
from autobahn.asyncio.component import Component

def join(url, realm, main):
    """Runs main(session) within a session of python3-autobahn, and leaves the realm when it is over."""
    component = Component(transports=[{'type': 'websocket', 'url': url, 'max_retries': 0}], realm=realm)

    @component.on_join
    async def joined(session, details):
        try:
            await main(session)
        finally:
            session.leave()

    # component.run() needs asyncio.coroutine, which Python 3.11 has no more.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(component.start(loop))
