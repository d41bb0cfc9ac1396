from autobahn.wamp.types import RegisterOptions
from lehr_options import options

async def serve_baskets(session):
    """A service that remembers, in several instances: every basket stays with the instance that knows it."""
    baskets = {}
    def add(basket, item):
        baskets.setdefault(basket, []).append(item)
        return baskets[basket]
    return await session.register(add, 'basket.add', RegisterOptions(invoke='roundrobin'))

async def add_to(session, basket, item):
    with options(rkey=basket):
        added = session.call('basket.add', basket, item)
    return await added
