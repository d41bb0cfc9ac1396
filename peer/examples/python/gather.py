import asyncio

async def first_below(session, shops, limit):
    """The first shop that sells below the limit; the calls to all others are cancelled."""
    asked = {session.call('shop.offer', shop): shop for shop in shops}
    waiting = set(asked)
    while waiting:
        arrived, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for call in arrived:
            if call.exception() is None and call.result() < limit:
                for late in waiting:
                    late.cancel()
                return asked[call]
    return None
