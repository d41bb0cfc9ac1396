"""A WAMP peer in Python (Debian's python3-autobahn) that tries a router: registers, calls, publishes, subscribes,
cancels. Says one line of JSON per finding on stdout, and ends when somebody publishes interop.python.leave.

    peer.py URL REALM SERIALIZER [AUTHMETHOD AUTHID SECRET]     SERIALIZER: json msgpack cbor
"""

import asyncio
import json
import sys

import txaio
from autobahn.asyncio.component import Component
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, PublishOptions, RegisterOptions, SubscribeOptions

url, realm, serializer, *auth = sys.argv[1:]


def say(**finding):
    print(json.dumps(finding, sort_keys=True), flush=True)


def authentication():
    if not auth:
        return None
    method, authid, secret = auth
    name = {"ticket": "ticket", "wampcra": "secret", "cryptosign": "privkey", "scram": "password"}[method]
    return {method: {"authid": authid, name: secret}}


component = Component(
    transports=[{"type": "websocket", "url": url, "serializers": [serializer], "max_retries": 0}],
    realm=realm,
    authentication=authentication(),
)


@component.on_join
async def joined(session, details):
    say(joined=details.authmethod, authid=details.authid, authrole=details.authrole)
    if auth:
        session.leave()
        return
    leaving = asyncio.Event()

    async def add(a, b):
        return a + b

    async def slow():
        await asyncio.sleep(60)

    async def fail():
        raise ApplicationError("com.example.sour", "milk", reason="summer")

    async def count(n, details=None):
        for i in range(n):
            details.progress(i)
        return n

    await session.register(add, "interop.python.add")
    await session.register(fail, "interop.python.fail")
    await session.register(slow, "interop.python.slow")
    await session.register(count, "interop.python.count", RegisterOptions(details_arg="details"))
    await session.subscribe(leaving.set, "interop.python.leave")
    say(add=await session.call("interop.python.add", 2, 3))

    steps = []
    total = await session.call("interop.python.count", 3, options=CallOptions(on_progress=steps.append))
    say(steps=steps, total=total)

    try:
        await session.call("interop.python.fail")
    except ApplicationError as error:
        say(error=error.error, args=list(error.args), kwargs=error.kwargs)

    try:
        await session.call("interop.python.nothing")
    except ApplicationError as error:
        say(error=error.error)

    try:
        await session.call("interop.python.slow", options=CallOptions(timeout=1))
    except ApplicationError as error:
        say(timeout=error.error)

    pending = session.call("interop.python.slow")
    pending.cancel()
    try:
        await pending
        say(canceled=False)
    except (asyncio.CancelledError, ApplicationError):
        say(canceled=True)

    heard = asyncio.Queue()

    def on_event(*args, details=None, **kwargs):
        heard.put_nowait([details.topic, list(args), kwargs])

    options = SubscribeOptions(match="prefix", details_arg="details")
    await session.subscribe(on_event, "interop.news.", options)
    publication = await session.publish(
        "interop.news.python", "hot", n=1, options=PublishOptions(acknowledge=True, exclude_me=False)
    )
    say(published=isinstance(publication.id, int), heard=await heard.get())

    echoed = await session.call("interop.node.echo", ["é", 2**40, -1.5, None, True, {"deep": [1]}])
    say(echoed=echoed)
    say(bytes=(await session.call("interop.node.echo", b"\x00\xff")) == b"\x00\xff")

    # A slot: its library has no word for _slot, so it is defined by a call; what fails comes again.
    slot = {"topic": "interop.orders", "kwargs": True, "max_attempts": 2, "backoff": 1}
    await session.call("wamp.slot.define", "interop.python.order", slot)
    taken = asyncio.Queue()

    async def order(item, _event=None):
        if _event["attempt"] == 1:
            raise ApplicationError("com.example.sour", item)
        taken.put_nowait([item, _event["topic"], _event["attempt"]])

    await session.register(order, "interop.python.order")
    placed = PublishOptions(acknowledge=True)
    await session.publish("interop.orders", "tea", options=placed)
    say(slot=await taken.get())

    # Facts: published as any event, and read by the event history.
    await session.publish("interop.ledger.sales", "kiln", 100, options=placed)
    ledger = await session.call("wamp.subscription.lookup", "interop.ledger.", {"match": "prefix"})
    events = await session.call("wamp.subscription.get_events", ledger)
    last = getattr(events, "results", [events])[-1]
    say(fact=[last["details"]["_seq"] > 0, last["args"]])
    say(ready=True)
    await leaving.wait()
    session.leave()


@component.on_leave
def left(_session, details):
    say(left=details.reason)


@component.on_connectfailure
def failed(_component, error):
    say(failed=str(error))


# component.run() needs asyncio.coroutine, which Python 3.11 no longer has.
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
txaio.config.loop = loop
try:
    loop.run_until_complete(component.start(loop))
except Exception as error:  # what went wrong is a finding too
    say(failed=str(error))
