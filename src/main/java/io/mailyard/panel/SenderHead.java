package io.mailyard.panel;

import io.mailyard.panel.AccountPages.AccountHead;
import io.mailyard.panel.AccountPages.HeadAct;
import io.mailyard.panel.AccountPages.Tab;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Head of every page of a sender. */
record SenderHead(Value.Members sender, AccountHead head) {
    static final String PATH = "/admin/senders";

    static SenderHead of(SignedIn signedIn, String tab) {
        long id = AccountPages.id(signedIn.visit());
        Value.Members sender = signedIn.call("senders/akmta/get", "id", id).object();
        Translations words = signedIn.words();
        boolean deleted = Values.has(sender, "deleted_at");
        List<HeadAct> acts = new ArrayList<>();
        if (signedIn.person().mayWrite("senders")) {
            String act = deleted ? "restore" : "delete";
            acts.add(new HeadAct(words.text("act." + act), path(id) + "/" + act, !deleted));
        }
        return new SenderHead(
                sender,
                new AccountHead(
                        id,
                        Values.text(sender, "name"),
                        Values.text(sender, "type"),
                        badge(words, deleted, Values.items(sender, "problems").size()),
                        acts,
                        tabs(signedIn, sender, tab),
                        words.or("sender.done." + signedIn.visit().param("done"), "")));
    }

    static String path(long id) {
        return PATH + "/" + id;
    }

    static boolean sends(Value.Members sender) {
        return Values.text(sender, "type").equals("akmta");
    }

    /** The state of a sender. */
    static Badge badge(Translations words, boolean deleted, long problems) {
        if (deleted) {
            return Badge.ofState("deleted", words);
        }
        return problems == 0
                ? Badge.good("circle-check", words.text("sender.ready"))
                : Badge.warn("triangle-alert", words.count("sender.problems", problems));
    }

    private static List<Tab> tabs(SignedIn signedIn, Value.Members sender, String current) {
        Translations words = signedIn.words();
        String base = path(Values.number(sender, "id"));
        boolean deleted = Values.has(sender, "deleted_at");
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab(words.text("tab.overview"), base, current.isEmpty()));
        if (!deleted) {
            tabs.add(
                    new Tab(
                            words.text("tab.settings"),
                            base + "/settings",
                            current.equals("settings")));
        }
        if (sends(sender)) {
            tabs.add(
                    new Tab(
                            words.text("column.accounts"),
                            base + "/accounts",
                            current.equals("accounts")));
            if (!deleted) {
                tabs.add(
                        new Tab(words.text("tab.queue"), base + "/queue", current.equals("queue")));
            }
        }
        return tabs;
    }

    List<Frame.Crumb> crumbs(Translations words) {
        return List.of(
                new Frame.Crumb(words.text("menu.senders"), PATH),
                new Frame.Crumb(head.title(), ""));
    }
}
