package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.fields.Field;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.senders.Sender;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Senders: the list, each with what keeps it from sending, its forms, its accounts and queue. */
public final class SenderPages {
    private static final String PATH = SenderHead.PATH;

    /** Policies that a form offers; further ones are set by the call. */
    private static final int OFFERED = 1000;

    private final PageRenderer pages;
    private final SenderList list;
    private final SenderActs acts;
    private final SenderAccounts accounts;
    private final QueuePages queue;

    SenderPages(PageRenderer pages, Questions questions, QueuePages queue) {
        this.pages = pages;
        this.list = new SenderList(pages);
        this.acts = new SenderActs(questions);
        this.accounts = new SenderAccounts(pages, questions);
        this.queue = queue;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, list::page)
                .get(PATH + "/new", writing("senders", signedIn -> fresh(signedIn, true)))
                .post(PATH + "/new", writing("senders", signedIn -> make(signedIn, true)))
                .get(PATH + "/other", writing("senders", signedIn -> fresh(signedIn, false)))
                .post(PATH + "/other", writing("senders", signedIn -> make(signedIn, false)))
                .get(PATH + "/{id}", this::overview)
                .get(PATH + "/{id}/settings", this::settings)
                .post(PATH + "/{id}/settings", writing("senders", this::save))
                .get(PATH + "/{id}/queue", this::queue)
                .get(PATH + "/{id}/queue/live", this::queueLive);
        accounts.addTo(routes);
        acts.addTo(routes);
    }

    /** An IP of a sender, with the node that has it. */
    public record SenderIp(String node, String nodeAddress, String ip, String helo, boolean runs) {}

    private HttpReply overview(SignedIn signedIn) {
        Translations words = signedIn.words();
        SenderHead head = SenderHead.of(signedIn, "");
        Frame frame = pages.frame(signedIn, Section.SENDERS);
        Value.Members sender = head.sender();
        Map<String, String> facts = new LinkedHashMap<>();
        for (String name :
                List.of(
                        "channel_type",
                        "domain_type",
                        "return_path_domain",
                        "strategy",
                        "retry_rule",
                        "lock_rules",
                        "dkim_keys")) {
            String text = Values.text(sender, name);
            if (!text.isEmpty()) {
                facts.put(words.text("sender.fact." + name), text);
            }
        }
        facts.put(
                words.text("column.accounts"),
                words.number(Values.items(sender, "account_ids").size()));
        facts.put(
                words.text("fact.changed"),
                Values.time(sender, "updated_at").map(frame::time).orElse(""));
        return page(
                signedIn,
                200,
                "sender",
                head,
                "problems",
                Values.items(sender, "problems").stream().map(Values::shown).toList(),
                "ips",
                ips(signedIn, sender),
                "facts",
                facts,
                "receipts",
                ReceiptView.of(frame, sender),
                "call",
                CallExample.of("senders/akmta/get", Values.members("id", head.head().id())));
    }

    private static List<SenderIp> ips(SignedIn signedIn, Value.Members sender) {
        boolean mayRead = signedIn.person().mayRead("nodes");
        Map<Long, String> names = new HashMap<>();
        Map<Long, Boolean> runs = new HashMap<>();
        List<SenderIp> ips = new ArrayList<>();
        for (Value.Members ip : Values.objects(sender, "ips")) {
            long node = Values.number(ip, "node_id");
            if (mayRead && !names.containsKey(node)) {
                names.put(
                        node,
                        Values.text(
                                signedIn.calls().call("nodes/get", "id", node).object(), "name"));
                runs.put(
                        node,
                        Values.flag(
                                signedIn.calls().call("nodes/mta/status", "id", node).object(),
                                "running"));
            }
            ips.add(
                    new SenderIp(
                            names.getOrDefault(node, String.valueOf(node)),
                            mayRead ? "/admin/nodes/" + node : "",
                            Values.text(ip, "ip"),
                            Values.text(ip, "helo"),
                            runs.getOrDefault(node, true)));
        }
        return ips;
    }

    private HttpReply page(
            SignedIn signedIn, int status, String template, SenderHead head, Object... more) {
        List<Object> values = new ArrayList<>(List.of(more));
        values.addAll(List.of("head", head.head(), "crumbs", head.crumbs(signedIn.words())));
        return Html.page(
                status,
                pages.html(template, pages.frame(signedIn, Section.SENDERS), values.toArray()));
    }

    private static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite("senders");
    }

    private static FormSheet sheet(SignedIn signedIn, boolean sends, String id) {
        Translations words = signedIn.words();
        List<Field<?>> fields = sends ? Sender.MTA : Sender.OTHER;
        Map<String, List<SelectOption>> references = new HashMap<>();
        if (sends) {
            references.put("strategy", policies(signedIn, "strategies"));
            references.put("retry_rule", policies(signedIn, "retry_rules"));
        }
        Map<String, Value> keys = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            keys.put("id", new Value.Text(id));
        }
        String address = PATH + (id.isEmpty() ? sends ? "/new" : "/other" : "/" + id + "/settings");
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put(words.text("sender.part.who"), List.of("name", "type", "channel_type", "ips"));
        if (sends) {
            parts.put(
                    words.text("sender.part.domains"),
                    List.of("domain_type", "return_path_domain", "dkim_keys"));
            parts.put(words.text("sender.part.rules"), List.of());
        }
        return new FormSheet(
                new SenderInputs(words, "senders", fields, references),
                address,
                sends ? "senders/akmta/save" : "senders/other/save",
                keys,
                parts,
                words.text("form.save"),
                PATH + (id.isEmpty() ? "" : "/" + id));
    }

    private static List<SelectOption> policies(SignedIn signedIn, String noun) {
        List<SelectOption> options = new ArrayList<>();
        options.add(new SelectOption("", signedIn.words().text("sender.shipped")));
        if (signedIn.person().mayRead("policies")) {
            signedIn.calls().call(noun + "/list", "limit", OFFERED).objects().stream()
                    .map(policy -> Values.text(policy, "name"))
                    .forEach(name -> options.add(new SelectOption(name, name)));
        }
        return options;
    }

    private HttpReply fresh(SignedIn signedIn, boolean sends) {
        return form(signedIn, 200, sends, sheet(signedIn, sends, "").fresh());
    }

    private HttpReply form(SignedIn signedIn, int status, boolean sends, FormView form) {
        Translations words = signedIn.words();
        String title = words.text(sends ? "noun.new.senders" : "sender.new.other");
        return Html.page(
                status,
                pages.html(
                        "formpage",
                        pages.frame(signedIn, Section.SENDERS),
                        "title",
                        title,
                        "crumbs",
                        List.of(
                                new Frame.Crumb(words.text("menu.senders"), PATH),
                                new Frame.Crumb(title, "")),
                        "delete",
                        "",
                        "mayWrite",
                        mayWrite(signedIn),
                        "form",
                        form));
    }

    private HttpReply make(SignedIn signedIn, boolean sends) {
        return switch (sheet(signedIn, sends, "").send(signedIn)) {
            case Sent.Saved(CallResult result) ->
                    Html.redirect(
                            signedIn.visit(),
                            SenderHead.path(Values.number(result.object(), "saved_id"))
                                    + "?done=saved");
            case Sent.FormRefused(int status, FormView form) -> form(signedIn, status, sends, form);
        };
    }

    private static FormSheet sheet(SignedIn signedIn, SenderHead head) {
        return sheet(signedIn, SenderHead.sends(head.sender()), String.valueOf(head.head().id()));
    }

    private HttpReply settings(SignedIn signedIn) {
        SenderHead head = SenderHead.of(signedIn, "settings");
        return settings(signedIn, 200, head, sheet(signedIn, head).shown(head.sender()));
    }

    private HttpReply settings(SignedIn signedIn, int status, SenderHead head, FormView form) {
        return page(
                signedIn, status, "senderform", head, "form", form, "mayWrite", mayWrite(signedIn));
    }

    private HttpReply save(SignedIn signedIn) {
        SenderHead head = SenderHead.of(signedIn, "settings");
        return switch (sheet(signedIn, head)
                .send(signedIn, () -> SenderHead.of(signedIn, "settings").sender())) {
            case Sent.Saved _ ->
                    Html.redirect(
                            signedIn.visit(), SenderHead.path(head.head().id()) + "?done=saved");
            case Sent.FormRefused(int status, FormView form) ->
                    settings(signedIn, status, head, form);
        };
    }

    private HttpReply queue(SignedIn signedIn) {
        SenderHead head = SenderHead.of(signedIn, "queue");
        long id = head.head().id();
        return page(
                signedIn,
                200,
                "senderqueue",
                head,
                "queue",
                queue.part(
                        signedIn,
                        pages.frame(signedIn, Section.SENDERS),
                        QueueQuery.ofSender(signedIn.visit(), id),
                        SenderHead.path(id) + "/queue"));
    }

    private HttpReply queueLive(SignedIn signedIn) {
        long id = AccountPages.id(signedIn.visit());
        return queue.stream(
                signedIn,
                Section.SENDERS,
                QueueQuery.ofSender(signedIn.visit(), id),
                SenderHead.path(id) + "/queue");
    }
}
