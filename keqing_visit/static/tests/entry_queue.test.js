import { expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { DeviceStore, EntryQueue } from "@keqing_visit/components/day/entry_queue";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

/** Keeps entries as a device does, over the life of a queue. */
class Store {
    kept = new Map();
    all = async () => [...this.kept.values()].map((entry) => ({ ...entry }));
    put = async (entry) => this.kept.set(entry.request_id, { ...entry });
    remove = async ({ request_id }) => this.kept.delete(request_id);
}

const done = (entries) => Object.fromEntries(entries.map((entry) => [entry.request_id, ""]));
const result = (text, slot = "values/result") => ({
    visit_id: 1,
    kind: "values",
    values: { result: text },
    slot,
});
const textOf = ({ values }) => values.result;

function queueOf(store, post) {
    return new EntryQueue({ store, post });
}

/** A server that is out of reach until `isThere`. */
function createServer() {
    const server = { isThere: false, got: [] };
    server.post = async (entries) => {
        if (!server.isThere) {
            throw new ConnectionLostError("/");
        }
        server.got.push(...entries);
        return done(entries);
    };
    return server;
}

test("what was written down without a network arrives once, in order", async () => {
    const server = createServer();
    const queue = queueOf(new Store(), server.post);
    await queue.add(result("one", false));
    await queue.add(result("two", false));
    await queue.sending;
    expect(queue.problem).toBe(true);
    expect(queue.entries).toHaveLength(2);
    server.isThere = true;
    await advanceTime(60_000);
    await queue.sending;
    expect(server.got.map(textOf)).toEqual(["one", "two"]);
    expect(queue.entries).toHaveLength(0);
    expect(queue.problem).toBe(false);
});

test("it survives the page, and goes out with the next one", async () => {
    const server = createServer();
    const store = new Store();
    const closed = queueOf(store, server.post);
    await closed.add(result("one", false));
    await closed.add(result("two", false));
    await closed.sending;
    closed.stop();
    server.isThere = true;
    const opened = queueOf(store, server.post);
    await opened.load();
    await opened.send();
    expect(server.got.map(textOf)).toEqual(["one", "two"]);
    expect(store.kept.size).toBe(0);
});

test("an answer that got lost: sent again under the same name", async () => {
    const names = [];
    let isLost = true;
    const queue = queueOf(new Store(), async (entries) => {
        names.push(entries[0].request_id);
        if (isLost) {
            isLost = false;
            throw new ConnectionLostError("/");
        }
        return done(entries);
    });
    await queue.add(result("one"));
    await queue.sending;
    await queue.send();
    expect(names).toHaveLength(2);
    expect(names[0]).toBe(names[1]);
});

test("the later answer replaces one that waits, but no deed that others follow", async () => {
    const server = createServer();
    const queue = queueOf(new Store(), server.post);
    await queue.add(result("one"));
    await queue.add(result("two"));
    expect(queue.entries.map(textOf)).toEqual(["two"]);
    const checkIn = { visit_id: 1, kind: "check_in", values: {}, slot: "check_in", isDeed: true };
    await queue.add(checkIn);
    await queue.add({ visit_id: 1, kind: "undo", values: {} });
    await queue.add(checkIn);
    const kinds = queue.entries.map(({ kind }) => kind);
    expect(kinds).toEqual(["values", "check_in", "undo", "check_in"]);
});

test("a check-in that nobody heard of yet is taken back without a word", async () => {
    const store = new Store();
    const queue = queueOf(store, () => new Promise(() => {}));
    await queue.add(result("one", false)); // under way
    await queue.add({ visit_id: 1, kind: "check_in", values: {} });
    expect(await queue.withdraw({ visit_id: 1, kind: "values" })).toBe(false);
    expect(await queue.withdraw({ visit_id: 1, kind: "check_in" })).toBe(true);
    expect(store.kept.size).toBe(1);
});

test("what is refused stays with its words, and stops nothing else", async () => {
    const store = new Store();
    const got = [];
    let refuses = true;
    const queue = queueOf(store, async (entries) => {
        got.push(...entries.map(textOf));
        const answers = done(entries);
        const bad = entries.find((entry) => textOf(entry) === "bad");
        return bad && refuses ? { ...answers, [bad.request_id]: "No such visit" } : answers;
    });
    await queue.add(result("bad", false));
    await queue.sending;
    await queue.add(result("good", false));
    await queue.sending;
    expect(got).toEqual(["bad", "good"]);
    expect(queue.entries.map((entry) => entry.refusal)).toEqual(["No such visit"]);
    expect(store.kept.size).toBe(1);
    refuses = false;
    await queue.retry();
    expect(queue.entries).toHaveLength(0);
});

test("an entry that breaks the server holds up no other", async () => {
    const queue = queueOf(new Store(), async (entries) => {
        if (entries.some((entry) => textOf(entry) === "bad")) {
            throw new RPCError("Odoo Server Error");
        }
        return done(entries);
    });
    const server = queue.post;
    queue.post = async () => {
        throw new ConnectionLostError("/");
    };
    for (const text of ["good", "bad", "better"]) {
        await queue.add(result(text, false));
    }
    await queue.sending;
    queue.post = server;
    await queue.send();
    expect(queue.entries.map(textOf)).toEqual(["bad"]);
    expect(queue.entries[0].refusal).toBe("Odoo Server Error");
});

test("large ones go one by one, so that some of it arrives on a bad line", async () => {
    const calls = [];
    const queue = queueOf(new Store(), async (entries) => {
        calls.push(entries.length);
        return done(entries);
    });
    const photo = "x".repeat(1_000_000);
    queue.entries.push(
        ...["a", "b", "c"].map((request_id) => ({ request_id, values: { photo }, refusal: "" }))
    );
    await queue.send();
    expect(calls).toEqual([1, 1, 1]);
});

test("where the device keeps nothing, it is said, and all is sent all the same", async () => {
    const server = createServer();
    server.isThere = true;
    const full = async () => {
        throw new Error("QuotaExceededError");
    };
    const queue = queueOf({ all: full, put: full, remove: full }, server.post);
    await queue.load();
    await queue.add(result("one"));
    await queue.sending;
    expect(queue.isKept).toBe(false);
    expect(server.got.map(textOf)).toEqual(["one"]);
});

test("a device's own database keeps entries until they are removed", async () => {
    const store = new DeviceStore("keqing_visit-test");
    await store.put({ request_id: "a", order: 1 });
    await store.put({ request_id: "b", order: 2 });
    await store.put({ request_id: "a", order: 3 });
    await store.remove({ request_id: "b" });
    const kept = await new DeviceStore("keqing_visit-test").all();
    expect(kept).toEqual([{ request_id: "a", order: 3 }]);
    await store.remove({ request_id: "a" });
});
