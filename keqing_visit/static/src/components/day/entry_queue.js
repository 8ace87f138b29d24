import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

const TABLE = "entries";
const FIRST_RETRY = 3_000; // milliseconds
const LAST_RETRY = 60_000;
const MOST_LETTERS = 1_500_000; // of one call: on a bad line some of it should arrive
const MOST_ENTRIES = 100;

/** Entries kept on the device, over reloads and restarts, in the order in which they were made. */
export class DeviceStore {
    /** @param {string} name one for each database and user: nobody sends what is another's */
    constructor(name) {
        this.name = name;
    }

    async all() {
        return this.run("readonly", (table) => table.getAll());
    }

    async put(entry) {
        return this.run("readwrite", (table) => table.put(entry));
    }

    async remove({ request_id }) {
        return this.run("readwrite", (table) => table.delete(request_id));
    }

    async run(mode, act) {
        const database = await this.open();
        try {
            return await new Promise((resolve, reject) => {
                const transaction = database.transaction(TABLE, mode);
                const request = act(transaction.objectStore(TABLE));
                transaction.oncomplete = () => resolve(request.result);
                transaction.onerror = transaction.onabort = () => reject(transaction.error);
            });
        } finally {
            database.close();
        }
    }

    open() {
        return new Promise((resolve, reject) => {
            const request = window.indexedDB.open(this.name, 1);
            request.onupgradeneeded = () =>
                request.result.createObjectStore(TABLE, { keyPath: "request_id" });
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
    }
}

/** What a device calls an entry; `crypto.randomUUID` is there over HTTPS alone. */
export function newRequestId() {
    const numbers = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(numbers, (number) => number.toString(16).padStart(2, "0")).join("");
}

/**
 * What was written down and is not on the server yet. An entry leaves the device when the server
 * says that it is done; what the server refuses stays with its words; what could not be sent is
 * tried again, under the name by which the server knows that it has it already.
 */
export class EntryQueue {
    /**
     * @param {Object} store as `DeviceStore`
     * @param {Function} post sends a list of entries, returns `{request_id: refusal or ""}`
     * @param {Function} [onChange]
     */
    constructor({ store, post, onChange = () => {} }) {
        Object.assign(this, { store, post, onChange });
        this.entries = [];
        this.isKept = true; // false where the device keeps nothing: private windows, a full disk
        this.problem = false; // why nothing is sent, `true` without a network
        this.wait = FIRST_RETRY;
        this.order = 0;
    }

    /** What an earlier page left behind. */
    async load() {
        await this.keep(async () => {
            const known = new Set(this.entries.map((entry) => entry.request_id));
            const found = (await this.store.all()).filter((each) => !known.has(each.request_id));
            this.entries.push(...found);
            this.entries.sort((first, second) => first.order - second.order);
        });
        this.onChange();
    }

    /**
     * @param {Object} entry `visit_id`, `kind`, `values`, `at`; what has the same `slot` and waits
     * is replaced, as the later answer counts, but a deed only if it was refused: others follow it
     */
    async add(entry) {
        this.order = Math.max(this.order + 1, Date.now());
        const added = { request_id: newRequestId(), order: this.order, refusal: "", ...entry };
        const replaced = this.entries.filter(
            (each) =>
                entry.slot &&
                each.slot === entry.slot &&
                each.visit_id === entry.visit_id &&
                !this.isSending(each) &&
                (each.refusal || !entry.isDeed)
        );
        this.entries.push(added);
        await this.keep(() => this.store.put(added));
        for (const each of replaced) {
            await this.drop(each);
        }
        this.onChange();
        this.send();
        return added;
    }

    async drop(entry) {
        this.entries = this.entries.filter((each) => each.request_id !== entry.request_id);
        await this.keep(() => this.store.remove(entry));
        this.onChange();
    }

    /** Take the last deed of a kind back, as long as it is nowhere but here. */
    async withdraw({ visit_id, kind }) {
        const entry = this.entries.findLast(
            (each) => each.visit_id === visit_id && each.kind === kind
        );
        const isHere = Boolean(entry) && !entry.wasSent;
        if (isHere) {
            await this.drop(entry);
        }
        return isHere;
    }

    /** Try what was refused once more. */
    async retry() {
        for (const entry of this.entries.filter((each) => each.refusal)) {
            entry.refusal = "";
            await this.keep(() => this.store.put(entry));
        }
        return this.send();
    }

    isSending({ request_id }) {
        return Boolean(this.batch?.some((entry) => entry.request_id === request_id));
    }

    /** Send all that waits, one call after the other. */
    send() {
        this.sending ??= this.sendAll().finally(() => {
            this.sending = null;
            this.onChange();
        });
        return this.sending;
    }

    async sendAll() {
        browser.clearTimeout(this.timer);
        let most = MOST_ENTRIES;
        while ((this.batch = this.nextBatch(most)).length) {
            let answers;
            this.batch.forEach((entry) => (entry.wasSent = true)); // it may arrive, even if we fail
            try {
                answers = await this.post(this.batch.map(toServer));
            } catch (error) {
                if (!(error instanceof RPCError) || isLoggedOut(error)) {
                    this.giveUp(error);
                    return;
                }
                // The server broke: let one that breaks it hold up no other
                if (this.batch.length > 1) {
                    most = 1;
                    continue;
                }
                const words = error.data?.message || error.message;
                answers = { [this.batch[0].request_id]: words };
            }
            this.problem = false;
            this.wait = FIRST_RETRY;
            await this.note(this.batch, answers);
        }
        this.batch = null;
    }

    async note(batch, answers) {
        for (const entry of batch) {
            const refusal = answers[entry.request_id] ?? " ";
            if (refusal) {
                entry.refusal = refusal;
                await this.keep(() => this.store.put(entry));
            } else {
                await this.drop(entry);
            }
        }
        this.onChange();
    }

    giveUp(error) {
        this.batch = null;
        this.problem = error instanceof ConnectionLostError || error.data?.message || error.message;
        this.timer = browser.setTimeout(() => this.send(), this.wait);
        this.wait = Math.min(this.wait * 2, LAST_RETRY);
    }

    nextBatch(most) {
        const batch = [];
        let letters = 0;
        for (const entry of this.entries.filter((each) => !each.refusal).slice(0, most)) {
            letters += JSON.stringify(entry.values).length;
            if (batch.length && letters > MOST_LETTERS) {
                break;
            }
            batch.push(entry);
        }
        return batch;
    }

    /** Where the device keeps nothing, entries live as long as the page: better than not at all. */
    async keep(act) {
        try {
            await act();
        } catch {
            this.isKept = false;
        }
    }

    stop() {
        browser.clearTimeout(this.timer);
    }
}

function toServer({ request_id, visit_id, kind, values, at }) {
    return { request_id, visit_id, kind, values, at };
}

function isLoggedOut(error) {
    return error.exceptionName === "odoo.http.SessionExpiredException";
}
