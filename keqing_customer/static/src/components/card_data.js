import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";

/**
 * The pages of the customer card: by the name of its widget, what draws it and what it asks
 * `res.partner` for. The server states there what that may cost, in `_card_pages`.
 */
export const cardPages = registry.category("keqing_card_pages");
cardPages.addValidation({
    component: { validate: (component) => component.prototype instanceof Component },
    method: String,
});
cardPages.addEventListener("UPDATE", ({ detail: { operation, key, value } }) => {
    if (operation === "add") {
        registry.category("view_widgets").add(key, { component: value.component });
    }
});

/**
 * What a page of the customer card shows, fetched when the page is looked at, so that opening the
 * form costs nothing. An answer that comes after another was asked for is thrown away.
 *
 * @param {Component} component a page of `cardPages`, with the customer as `props.record`
 * @returns {{data: any, reload: Function}} `reload` also refreshes the form, unless it is edited
 */
export function useCardData(component) {
    const orm = useService("orm");
    const state = useState({ data: null });
    const keepLast = new KeepLast();
    const page = cardPages.getAll().find((each) => each.component === component.constructor);

    async function load({ record }) {
        const asked = record.resId
            ? orm.call("res.partner", page.method, [record.resId])
            : Promise.resolve(null);
        state.data = await keepLast.add(asked);
    }
    onWillStart(() => load(component.props));
    onWillUpdateProps(async (nextProps) => {
        if (nextProps.record.resId !== component.props.record.resId) {
            await load(nextProps);
        }
    });
    return {
        get data() {
            return state.data;
        },
        async reload() {
            const { record } = component.props;
            await load(component.props);
            if (!(await record.isDirty())) {
                await record.load();
            }
        },
    };
}

/**
 * What stands in the head of the customer's form, a list. Not awaited: the form is there first. It
 * is read again for another customer, and once saved; an answer that comes late is thrown away.
 *
 * @param {string} method of `res.partner`, on one customer
 * @returns {{lines: Array, load: Function}} `load` takes the id of the customer, or none
 */
export function useHeadData(method) {
    const orm = useService("orm");
    const state = useState({ lines: [] });
    const keepLast = new KeepLast();

    async function load(resId) {
        const asked = resId
            ? orm.silent.call("res.partner", method, [resId])
            : Promise.resolve([]);
        state.lines = await keepLast.add(asked);
    }
    useRecordObserver((record) => {
        if (!record.dirty) {
            load(record.resId);
        }
    });
    return {
        get lines() {
            return state.lines;
        },
        load,
    };
}

/** @param {string|false} day of the last contact with somebody, or by somebody */
export function lastContact(day) {
    return day
        ? _t("Last contact %s", toLocaleDateString(deserializeDate(day)))
        : _t("Never contacted");
}
