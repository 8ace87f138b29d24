import { onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/**
 * What a page of the customer card shows, fetched when the page is looked at, so that opening the
 * form costs nothing.
 *
 * @param {Component} component a view widget, with the customer as `props.record`
 * @param {string} method of res.partner, with the data of one customer
 * @returns {{data: any, reload: Function}} `reload` also refreshes the form, unless it is edited
 */
export function useCardData(component, method) {
    const orm = useService("orm");
    const state = useState({ data: null });

    async function load({ record }) {
        state.data = record.resId ? await orm.call("res.partner", method, [record.resId]) : null;
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

/** @param {string|false} day of the last contact with somebody, or by somebody */
export function lastContact(day) {
    return day ? _t("Last contact %s", formatDate(deserializeDate(day))) : _t("Never contacted");
}
