from autobahn.wamp.types import RegisterOptions
from lehr_options import options

async def join(session, concurrency):
    """As many of these as you like: each call goes to who has most room. `load` is no word of autobahn's."""
    async def square(x):
        return x ** 2
    with options(invoke='load'):
        registered = session.register(square, 'crew.square', RegisterOptions(concurrency=concurrency))
    return await registered
