import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const tap = (trigger, content = "") => ({ trigger, content, run: "click" });
const see = (trigger, content = "") => ({ trigger, content });
const write = (trigger, text) => ({ trigger, run: `edit ${text} && press Tab` });
const action = (icon) => `.o_keqing_day_action:enabled:has(.${icon})`;
const section = (name) => `.o_keqing_day_section[data-section=${name}]`;
const unfold = (name) => ({
    trigger: section(name),
    run: ({ anchor }) => {
        anchor.open = true;
    },
});
const onServer = see(".o_keqing_day:not(:has(.fa-cloud-upload))", "All of it has arrived");

/** The test listens: it cuts the browser's network, and joins it again. */
const network = (state) => ({
    trigger: "body",
    run: () => console.info(`network: ${state}`),
});

function fitsPhone() {
    if (document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The screen is wider than the phone");
    }
    for (const button of document.querySelectorAll(".o_keqing_day_bar .o_keqing_day_action")) {
        if (button.getBoundingClientRect().height < 44) {
            throw new Error("The button is too low for a thumb");
        }
    }
}

const photo = {
    content: "A photo, larger than is sent",
    trigger: ".o_keqing_day_camera input",
    run: async ({ anchor }) => {
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: 2400, height: 1200 });
        canvas.getContext("2d").fillRect(0, 0, 1200, 1200);
        const blob = await new Promise((resolve) => canvas.toBlob(resolve));
        const files = new DataTransfer();
        files.items.add(new File([blob], "shelf.png", { type: "image/png" }));
        anchor.files = files.files;
        anchor.dispatchEvent(new Event("change", { bubbles: true }));
    },
};

const sign = [
    unfold("sign"),
    write(".o_keqing_day_signature input", "香菱"),
    {
        trigger: ".o_keqing_day_signature canvas",
        run: ({ anchor }) => {
            anchor.scrollIntoView();
            const { left, top } = anchor.getBoundingClientRect();
            const draw = (name, target, x, y, buttons) =>
                target.dispatchEvent(
                    new PointerEvent(name, {
                        pointerId: 1,
                        isPrimary: true,
                        clientX: left + x,
                        clientY: top + y,
                        buttons,
                        pressure: 0.5,
                        bubbles: true,
                        cancelable: true,
                    })
                );
            draw("pointerdown", anchor, 20, 20, 1);
            draw("pointermove", window, 80, 60, 1);
            draw("pointermove", window, 120, 30, 1);
            draw("pointerup", window, 140, 50, 0);
        },
    },
    tap(".o_keqing_day_signature .btn-secondary:enabled"),
];

const check = (number, price) => [
    write(`${section("checks")} [data-answer=number] input`, number),
    write(`${section("checks")} [data-answer=price] input`, price),
];

// A salesperson's day: what is planned, one visit with a network
tours.add("keqing_visit_day", {
    steps: () => [
        {
            content: "The day on a phone",
            trigger: ".o_keqing_day_stop:contains(万民堂)",
            run: fitsPhone,
        },
        tap(".o_keqing_day_stop:contains(万民堂) button"),
        tap(`${section("prepare")} .o_keqing_day_step input`, "Samples are taken along"),
        tap(action("fa-map-marker")),
        see(".o_keqing_day_undo", "A slip can be taken back"),
        tap(".o_keqing_day_undo"),
        tap(action("fa-map-marker")),
        see(".o_keqing_day_undo"),
        ...check(5, 200),
        see(".o_keqing_day_previous", "What was found last time stands beside"),
        photo,
        see(".o_keqing_day_photo"),
        see(".o_keqing_day_breach", "The server says that the price is wrong"),
        tap(".o_keqing_day_order"),
        see(".o_keqing_day_open_order", "The quotation is there"),
        unfold("money"),
        write(".o_keqing_day_amount", 500),
        tap(`${section("money")} button:enabled`),
        unfold("talks"),
        tap(".o_keqing_day_topic:last"),
        see(".o_keqing_day_topic[aria-pressed=true]:last"),
        tap(".o_keqing_day_topic:last", "A slip: it was not talked about"),
        see(`${section("talks")}:not(:has([aria-pressed=true]))`),
        tap(".o_keqing_day_topic:first"),
        write(`${section("talks")} input`, "价格偏高"),
        unfold("samples"),
        {
            trigger: ".o_keqing_day_sample",
            run: ({ anchor }) => {
                anchor.value = anchor.options[1].value;
                anchor.dispatchEvent(new Event("change"));
            },
        },
        tap(`${section("samples")} button[type=submit]:enabled`),
        see(`${section("samples")} .fa-times`, "It was given"),
        tap(".o_keqing_day_person"),
        tap(".o_keqing_day_mood:last"),
        {
            content: "The one next action leads to what is missing",
            trigger: action("fa-arrow-down"),
            run: "click",
        },
        write(".o_keqing_day_result", "要六箱"),
        unfold("promise"),
        write(".o_keqing_day_promise", "送样品"),
        tap(`${section("promise")} button:enabled`),
        ...sign,
        onServer,
        { trigger: action("fa-sign-out"), run: fitsPhone },
        tap(action("fa-sign-out")),
        tap(action("fa-arrow-right"), "On to the next stop"),
        see(".o_keqing_day h1:contains(望舒)"),
        tap(".o_keqing_day_back"),
        tap(".o_keqing_day_stop:contains(望舒) .o_keqing_day_start", "One tap to start"),
        see(".o_keqing_day:not(:has(.o_keqing_day_why)) .o_keqing_day_undo"),
        tap(".o_keqing_day_place", "Nobody knew where it is"),
        see(".o_keqing_day:not(:has(.o_keqing_day_place))"),
        onServer,
    ],
});

// The same without a network, which comes back later
tours.add("keqing_visit_day_offline", {
    steps: () => [
        tap(".o_keqing_day_stop:contains(万民堂) button"),
        network("off"),
        see(".o_keqing_day_waiting", "It says that there is none"),
        tap(`${section("prepare")} .o_keqing_day_step input`),
        tap(action("fa-map-marker")),
        ...check(5, 200),
        photo,
        see(".o_keqing_day_photo"),
        write(".o_keqing_day_result", "要六箱"),
        unfold("promise"),
        write(".o_keqing_day_promise", "送样品"),
        tap(`${section("promise")} button:enabled`),
        ...sign,
        see(".o_keqing_day_cloud", "What is not on the server yet shows a cloud"),
        tap(action("fa-sign-out")),
        tap(".o_keqing_day_back"),
        see(".o_keqing_day_stop:contains(万民堂) .fa-cloud-upload"),
        network("on"),
        onServer,
        see(".o_keqing_day_stop:contains(万民堂) .fa-check"),
    ],
});

// Written down without a network on a page that is closed, sent by the next one
tours.add("keqing_visit_day_closed", {
    steps: () => [
        tap(".o_keqing_day_stop:contains(万民堂) button"),
        network("off"),
        see(".o_keqing_day_waiting"),
        unfold("result"),
        write(".o_keqing_day_result", "要六箱"),
        see(".o_keqing_day_cloud"),
        { ...network("reload"), expectUnloadPage: true },
        see(".o_keqing_day_stop:contains(望舒)", "Opened again"),
        onServer,
    ],
});

// Somebody whom one meets on the way
tours.add("keqing_visit_day_added", {
    steps: () => [
        tap(".o_keqing_day_add"),
        tap(".o_keqing_day_adding button:has(.fa-crosshairs):enabled", "Who is near"),
        see(".o_keqing_day_adding li:contains(稻香酒家)"),
        write(".o_keqing_day_adding input", "稻香"),
        tap(".o_keqing_day_adding button[type=submit]:enabled"),
        see(".o_keqing_day_adding ul:not(:contains(万民堂))", "By name it is that one alone"),
        { trigger: ".o_keqing_day_adding", run: fitsPhone },
        tap(".o_keqing_day_adding li:contains(稻香酒家) .o_keqing_day_add_stop"),
        tap(action("fa-map-marker"), "Its sheet is open"),
        see(".o_keqing_day_undo"),
        onServer,
    ],
});

// At a desk, the form asks for the position as the phone does
tours.add("keqing_visit_day_desk", {
    steps: () => [
        tap(".o_form_view button[data-method=check_in]"),
        see(".o_form_view button[data-method=check_out]"),
    ],
});
