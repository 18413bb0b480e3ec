package io.mailyard.portal;

import io.mailyard.panel.Badge;
import io.mailyard.panel.CallResult;
import io.mailyard.panel.DomainView;
import io.mailyard.panel.MailFigures;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Values;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Matters that want the attention of an account's users. */
public final class Concerns {
    private static final int SHOWN = 8;

    /** Domains whose records are looked at: an account has few, and each takes a call. */
    private static final int DOMAINS = 5;

    private static final int NEARLY_USED_PERCENT = 80;

    /** Fewer bounces say nothing about their share. */
    private static final long FEW_BOUNCES = 20;

    private Concerns() {}

    /**
     * One of them.
     *
     * @param address where it is dealt with; empty: nowhere in the portal
     */
    public record PortalConcern(Badge badge, String title, String reason, String address) {}

    /** More than one of a hundred: mail hosts begin to refuse such senders. */
    static boolean isTooMany(long bounced, long delivered) {
        return bounced >= FEW_BOUNCES && bounced * 100 > bounced + delivered;
    }

    static List<PortalConcern> of(SignedIn signedIn, Value.Members account) {
        List<PortalConcern> concerns = new ArrayList<>();
        usage(signedIn.words(), account, concerns);
        if (signedIn.person().mayRead("domains")) {
            domains(signedIn, concerns);
        }
        if (signedIn.person().mayRead("webhooks")) {
            webhooks(signedIn, concerns);
        }
        return concerns.subList(0, Math.min(concerns.size(), SHOWN));
    }

    private static void usage(
            Translations words, Value.Members account, List<PortalConcern> concerns) {
        Value.Members usage = Values.object(account, "usage");
        for (String period : List.of("month", "day", "hour")) {
            Value.Members one = Values.object(usage, period);
            long used = Values.number(one, "recipients");
            long limit = Values.number(one, "limit");
            if (limit > 0 && used * 100 >= limit * NEARLY_USED_PERCENT) {
                boolean full = used >= limit;
                concerns.add(
                        new PortalConcern(
                                full
                                        ? Badge.bad("gauge", words.text("portal.concern.full"))
                                        : Badge.warn("gauge", words.text("portal.concern.nearly")),
                                words.text("usage." + period),
                                words.text("usage.limited", words.number(used), words.number(limit))
                                        + ", "
                                        + MailFigures.percent(words, used, limit),
                                PortalSection.USAGE.address()));
            }
        }
    }

    private static void domains(SignedIn signedIn, List<PortalConcern> concerns) {
        Translations words = signedIn.words();
        CallResult list = signedIn.calls().call("domains/list", "limit", DOMAINS);
        if (!list.isOk()) {
            return;
        }
        if (list.objects().isEmpty()) {
            concerns.add(
                    new PortalConcern(
                            Badge.off("globe", words.text("portal.concern.nodomain")),
                            words.text("portal.concern.nodomain.title"),
                            words.text("portal.concern.nodomain.text"),
                            PortalSection.DOMAINS.address()));
        }
        for (Value.Members domain : list.objects()) {
            long id = Values.number(domain, "id");
            long lacking =
                    Values.objects(
                                    signedIn.calls().call("domains/records", "id", id).object(),
                                    "records")
                            .stream()
                            .filter(record -> !Values.flag(record, "right"))
                            .count();
            String state = Values.text(domain, "state");
            if (lacking > 0 || !state.equals("verified")) {
                concerns.add(
                        new PortalConcern(
                                state.equals("verified")
                                        ? Badge.warn("globe", words.text("portal.concern.records"))
                                        : DomainView.badge(words, state),
                                Values.text(domain, "unicode"),
                                words.count("portal.concern.lacking", lacking),
                                PortalSection.DOMAINS.address() + "/" + id));
            }
        }
    }

    private static void webhooks(SignedIn signedIn, List<PortalConcern> concerns) {
        Translations words = signedIn.words();
        CallResult list = signedIn.calls().call("webhooks/list", "limit", SHOWN);
        for (Value.Members hook : list.objects()) {
            if (Values.flag(hook, "active") && Values.has(hook, "failing_since")) {
                concerns.add(
                        new PortalConcern(
                                Badge.warn("webhook", words.text("portal.concern.webhook")),
                                Values.text(hook, "url"),
                                Values.text(hook, "last_answer"),
                                PortalSection.WEBHOOKS.address()
                                        + "/"
                                        + Values.number(hook, "id")));
            }
        }
    }
}
