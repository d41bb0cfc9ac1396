import asyncio
from autobahn.wamp.exception import ApplicationError

async def total(session, items):
    """What the items cost together: asked for at once, each within half a second or at its list price."""
    async def price(item):
        try:
            # Late ones are cancelled at the router too.
            return await asyncio.wait_for(session.call('shop.price', item), 0.5)
        except (ApplicationError, asyncio.TimeoutError):
            return 10
    return sum(await asyncio.gather(*map(price, items)))
