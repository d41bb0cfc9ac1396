from autobahn.wamp.types import RegisterOptions
from lehr_options import options

async def charge_orders(session, charge):
    """Each order goes to one of those who charge; what fails comes again, after growing waits, up to five times."""
    async def take(order, _event=None):
        await charge(order, _event['publication'])
    with options(_slot={'topic': 'shop.order.placed', 'max_attempts': 5, 'kwargs': True}):
        registered = session.register(take, 'shop.charge', RegisterOptions(invoke='roundrobin'))
    return await registered
