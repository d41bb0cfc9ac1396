"""Every service pattern (S1 to S12 of docs/patterns.md) as python3-autobahn meets it, by the examples of that page.

    patterns.py URL REALM SITE TOKEN

Says one line a pattern, and ends with 1 where one of them is missed. The router wants a store, facts under `ledger.`,
a monitor of services, and blobs at SITE that TOKEN may put."""

import asyncio
import sys
from pathlib import Path

import txaio
from autobahn.asyncio.component import Component
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, PublishOptions, RegisterOptions, SubscribeOptions

sys.path.insert(0, str(Path(__file__).parents[2] / "peer/examples/python"))
import claim_check
import compose
import crew
import demands
import facts
import gather
import service
import slot
import standby
import sticky
import unavailable
from lehr_options import options

url, realm, site, token = sys.argv[1:]
PATIENCE = 60
placed = PublishOptions(acknowledge=True)
patterns = []


def pattern(name):
    return lambda check: patterns.append((name, check))


def must(is_so, what):
    if not is_so:
        raise AssertionError(what)


def must_be(seen, expected):
    must(seen == expected, f"{seen!r} is not {expected!r}")


async def error_of(coming):
    try:
        return f"no error, but {await coming!r}"
    except ApplicationError as error:
        return error.error


async def joined():
    loop = asyncio.get_running_loop()
    session = loop.create_future()
    component = Component(transports=[{"type": "websocket", "url": url, "max_retries": 0}], realm=realm)
    component.on("join", lambda it, _details: session.set_result(it))
    component.on("connectfailure", lambda _component, error: session.set_exception(error))
    component.start(loop)
    return await session


@pattern("S1 slot: each event to one member of the group, to subscribers as ever, and again where one failed")
async def _(a, b):
    charged, heard, attempts = asyncio.Queue(), [], []

    async def charge(order, publication):
        attempts.append(order)
        if attempts == ["tea"]:
            raise ApplicationError("shop.error.bank")
        charged.put_nowait((order, publication))

    members = [await slot.charge_orders(member, charge) for member in (a, b)]
    await a.subscribe(heard.append, "shop.order.placed")
    sent = [await b.publish("shop.order.placed", order, options=placed) for order in ("tea", "salt")]
    got = [await charged.get(), await charged.get()]
    must_be(dict(got), dict(zip(("tea", "salt"), (each.id for each in sent))))
    must_be(sorted(attempts), ["salt", "tea", "tea"])
    must_be(heard, ["tea", "salt"])
    for member in members:
        await member.unregister()


@pattern("S2 slot, on_error: ignored; reported; kept as a dead letter, which is listed, read, replayed and dropped")
async def _(a, b):
    taken, reports = asyncio.Queue(), asyncio.Queue()
    wanted = set()

    async def take(item, _event=None):
        taken.put_nowait((item, _event["attempt"]))
        if item not in wanted:
            raise ApplicationError("shop.error.sour", item)

    async def member_of(policy):
        spec = {"topic": f"shop.{policy}", "on_error": policy, "max_attempts": 2, "backoff": 1, "kwargs": True}
        with options(_slot=spec):
            registered = a.register(take, f"shop.on_{policy}")
        return await registered

    await member_of("ignore")
    await a.publish("shop.ignore", "milk", options=placed)
    must_be(await taken.get(), ("milk", 1))

    await member_of("publish")
    await b.subscribe(reports.put_nowait, "wamp.error.shop.on_publish")
    await a.publish("shop.publish", "milk", options=placed)
    report = await reports.get()
    must_be([report["topic"], report["code"], report["data"]["args"]], ["shop.publish", "shop.error.sour", ["milk"]])
    must_be(await taken.get(), ("milk", 1))

    await member_of("queue")
    for item in ("milk", "eggs"):
        await a.publish("shop.queue", item, options=placed)
        must_be([await taken.get(), await taken.get()], [(item, 1), (item, 2)])
    letters = []
    while len(letters) < 2:
        letters = await b.call("wamp.slot.letters", "shop.on_queue")
    first, second = (letter["publication"] for letter in letters)
    must_be((await b.call("wamp.slot.letter", "shop.on_queue", first))["args"], ["milk"])
    must_be(await b.call("wamp.slot.drop", "shop.on_queue", [second]), 1)
    wanted.add("milk")
    must_be(await b.call("wamp.slot.replay", "shop.on_queue"), 1)
    must_be(await taken.get(), ("milk", 1))
    must_be(await b.call("wamp.slot.letters", "shop.on_queue"), [])


@pattern("S3 durable slot: what is published while nobody serves it comes in order to who does")
async def _(a, b):
    taken = asyncio.Queue()
    await a.call("wamp.slot.define", "shop.pack", {"topic": "shop.paid", "durable": True})
    for order in range(5):
        await b.publish("shop.paid", order, options=placed)
    must_be((await a.call("wamp.slot.get", "shop.pack"))["waiting"], 5)
    await a.register(taken.put_nowait, "shop.pack")
    must_be([await taken.get() for _ in range(5)], [0, 1, 2, 3, 4])


@pattern("S4 facts: _key once, _replay from any place and on into what comes, _corrects names the earlier one")
async def _(a, b):
    told = asyncio.Queue()

    async def on_sale(item, price, _seq, _corrects=None):
        told.put_nowait((item, price, _seq, _corrects))

    kiln = await facts.book(a, "sale 1", "kiln", 100)
    must_be(await facts.book(b, "sale 1", "kiln", 100), kiln)
    await facts.book(a, "sale 2", "sand", 3)
    await facts.sales(b, 1, on_sale)
    must_be(await told.get(), ("kiln", 100, 1, None))
    must_be(await told.get(), ("sand", 3, 2, None))
    await facts.book(a, "sale 1 again", "kiln", 90, _corrects=1)
    must_be(await told.get(), ("kiln", 90, 3, 1))
    must_be(await error_of(facts.book(a, "sale 3", "soda", 5, _corrects=7)), "wamp.error.invalid_argument")
    must_be([place async for place, _ in facts.past(a)], [1, 2, 3])


@pattern("S5 queued call: waits for whoever serves it, up to its time-out")
async def _(a, b):
    printed = asyncio.ensure_future(demands.print_page(a, "page 1"))
    await a.call("wamp.session.count")
    must(not printed.done(), "the call did not wait")

    def serve(page):
        return f"{page} is printed"

    printer = await b.register(serve, "office.print")
    must_be(await printed, "page 1 is printed")
    await printer.unregister()
    with options(_queue=True):
        late = a.call("office.print", "page 2", options=CallOptions(timeout=50))
    must_be(await error_of(late), "wamp.error.timeout")


@pattern("S6 claim check: put and fetched by hash over HTTP; no token, no blob; other bytes than claimed are refused")
async def _(a, b):
    text = b"word " * 20_000

    async def count(claim):
        return len((await claim_check.redeem(site, claim)).split())

    await b.register(count, "text.count")
    claim = await claim_check.put(site, token, text, "text/plain")
    must_be(await a.call("text.count", claim), 20_000)
    try:
        await claim_check.put(site, "wrong", text)
        must(False, "stored without its token")
    except OSError as refused:
        must_be(refused.code, 401)
    try:
        await claim_check.redeem(site, {**claim, "sha256": "0" * 64})
        must(False, "redeemed what is not there")
    except OSError as missing:
        must_be(missing.code, 404)


@pattern("S7 confirm: a publication demands a receiver; a call that nobody serves fails at once")
async def _(a, b):
    must_be(await demands.ring(a), "nobody there")
    heard = asyncio.Queue()
    await b.subscribe(lambda: heard.put_nowait("alarm"), "office.alarm")
    must_be(await demands.ring(a), "heard")
    must_be(await heard.get(), "alarm")
    must_be(await error_of(a.call("office.nothing")), "wamp.error.no_such_procedure")


@pattern("S8 time-outs: a late answer is dropped, the callee interrupted, and the caller told that it is unavailable")
async def _(a, b):
    must_be(await unavailable.weather(a, "Murano"), "no forecast just now")
    interrupted = asyncio.Queue()

    async def forecast(town):
        try:
            return f"sun over {town}" if town else await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            interrupted.put_nowait(True)
            raise

    await b.register(forecast, "weather.forecast")
    must_be(await unavailable.weather(a, "Murano"), "sun over Murano")
    must_be(await error_of(a.call("weather.forecast", "", options=CallOptions(timeout=50))), "wamp.error.timeout")
    must(await interrupted.get(), "nobody told the callee")


@pattern("S9 composition: at once, each with its time, and another answer where one fails")
async def _(a, b):
    prices = {"kiln": 100, "sand": 3}

    async def price(item):
        return prices[item] if item in prices else await asyncio.sleep(PATIENCE)

    await b.register(price, "shop.price")
    must_be(await compose.total(a, ["kiln", "sand", "fire"]), 113)


@pattern("S10 gather: each answer as it arrives; the calls that are not wanted any more are cancelled")
async def _(a, b):
    interrupted = asyncio.Queue()

    async def offer(shop):
        try:
            return {"dear": 90, "fair": 5}.get(shop) or await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            interrupted.put_nowait(shop)
            raise

    await b.register(offer, "shop.offer")
    must_be(await gather.first_below(a, ["slow", "dear", "fair"], 50), "fair")
    must_be(await interrupted.get(), "slow")
    must_be(await gather.first_below(a, ["dear"], 50), None)


@pattern("S11 health: a service that declared itself is in the bulletin, and failing when something of it is gone")
async def _(a, b):
    bulletins = asyncio.Queue()
    await a.subscribe(bulletins.put_nowait, "lehr.health")
    oracle = await joined()
    await service.open_oracle(oracle)

    async def until(state):
        while True:
            for each in (await bulletins.get())["services"]:
                if each["name"] == "oracle" and each["state"] == state:
                    return each

    must_be((await until("ok"))["faults"], [])
    must("oracle" in str(await a.call("lehr.health.get", {})), "the bulletin does not tell of it when asked")
    oracle.leave()
    must("oracle.ask" in str((await until("failing"))["faults"]), "it is not said what is missing")


@pattern("S12 sticky calls and crews: a key stays with its instance; a standby takes over; load goes where there is room")
async def _(a, b):
    for member in (a, b):
        await sticky.serve_baskets(member)
    baskets = [f"basket {i}" for i in range(8)]
    for basket in baskets:
        await sticky.add_to(a, basket, "sand")
    for basket in baskets:
        must_be(await sticky.add_to(b, basket, "soda"), ["sand", "soda"])
    first = await joined()
    await standby.serve(first, "primary")
    await standby.serve(b, "standby")
    must_be(await a.call("clock.read"), "primary")
    left = asyncio.get_running_loop().create_future()
    first.on("leave", lambda _session, _details: left.set_result(True))
    first.leave()
    await left
    must_be(await a.call("clock.read"), "standby")
    await crew.join(a, 1)
    await crew.join(b, 2)
    must_be(await asyncio.gather(*(a.call("crew.square", x) for x in range(20))), [x**2 for x in range(20)])


async def main():
    txaio.config.loop = asyncio.get_running_loop()
    a, b = await joined(), await joined()
    missed = 0
    for name, check in patterns:
        try:
            await asyncio.wait_for(check(a, b), PATIENCE)
            print(f"ok     {name}", flush=True)
        except Exception as error:
            missed += 1
            print(f"MISSED {name}: {type(error).__name__} {error}", flush=True)
    sys.exit(1 if missed else 0)


asyncio.run(main())
