import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

test("customers around a position that is typed in, the nearest first", async () => {
    onRpc("res.partner", "get_keqing_near", ({ args }) => {
        expect.step(args);
        const links = [{ name: "Amap", url: "https://uri.amap.com/marker?position=1,2" }];
        return [
            { id: 1, name: "Wanmin", grade: "A", meters: 120, days: 40, is_overdue: true, links },
            { id: 2, name: "Harbour", grade: false, meters: 1500, days: false, links },
        ];
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "keqing_near" });
    await contains(".o_keqing_near input:first").edit("26.6", { confirm: false });
    await contains(".o_keqing_near input:last").edit("106.6", { confirm: false });
    await contains(".o_keqing_near button[type=submit]").click();
    expect.verifySteps([[26.6, 106.6, "wgs84", 5]]);
    const [first, second] = queryAllTexts(".o_keqing_near_customer");
    expect(first).toInclude("Last contact 40 days ago · overdue");
    expect(first).toInclude("120 m");
    expect(second).toInclude("Never contacted");
    expect(second).toInclude("1.5 km");
});
