import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { Customer } from "./keqing_customer_models";

defineMailModels();
defineModels([Customer]);

const DATUMS = [
    ["wgs84", "WGS-84"],
    ["bd09", "BD-09"],
];

const TYPED = { confirm: "blur" }; // Enter would set it already

const mountCard = (position) => {
    let known = position;
    onRpc("res.partner", "get_keqing_position", () => ({ datums: DATUMS, ...known }));
    onRpc("res.partner", "set_keqing_position", ({ args }) => {
        expect.step(args);
        const links = [{ name: "Amap", url: "https://uri.amap.com/marker?position=1,2" }];
        known = { latitude: 26.6, longitude: 106.6, datum: args[3], links };
        return true;
    });
    return mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        arch: `<form><widget name="keqing_position"/></form>`,
    });
};

test("a place is set as a map shows it, and opens in maps from then on", async () => {
    await mountCard({ latitude: false, longitude: false, datum: "wgs84", links: [] });
    expect(".o_keqing_position a").toHaveCount(0);
    await contains(".o_keqing_position input:first").edit("26.6", TYPED);
    await contains(".o_keqing_position input:last").edit("106.6", TYPED);
    await contains(".o_keqing_position select").select("bd09");
    expect.verifySteps([]);
    await contains(".o_keqing_position button[type=submit]").click();
    expect.verifySteps([[[1], "26.6", "106.6", "bd09"]]);
    expect(queryAllTexts(".o_keqing_position a")).toEqual(["Amap"]);
    expect(".o_keqing_position select").toHaveValue("bd09");
});

test("emptied, it is unknown again", async () => {
    await mountCard({ latitude: 26.6, longitude: 106.6, datum: "wgs84", links: [] });
    expect(".o_keqing_position input:first").toHaveValue("26.6");
    await contains(".o_keqing_position input:first").edit("", TYPED);
    await contains(".o_keqing_position input:last").edit("", TYPED);
    await contains(".o_keqing_position button[type=submit]").click();
    expect.verifySteps([[[1], false, false, "wgs84"]]);
});
