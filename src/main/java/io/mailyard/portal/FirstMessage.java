package io.mailyard.portal;

import io.mailyard.panel.Badge;
import io.mailyard.panel.CallExample;
import io.mailyard.panel.CallResult;
import io.mailyard.panel.DomainView;
import io.mailyard.panel.DomainView.RecordView;
import io.mailyard.panel.Frame;
import io.mailyard.panel.PanelPerson;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Values;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Progress of an account on its way to the first delivered message: a domain, its proof, a token, a
 * message, its delivery.
 *
 * @param domain the one that is proved, else the first; empty: none
 * @param records those of the domain
 * @param tokens active tokens
 * @param message the message whose delivery is shown; 0: none was sent
 */
public record FirstMessage(
        String domain,
        long domainId,
        boolean proved,
        List<RecordView> records,
        long tokens,
        long message,
        Delivery delivery) {
    /** Domains that are looked at for one that is proved. */
    private static final int DOMAINS = 10;

    /** Each step, in its order. */
    public enum WizardStep {
        DOMAIN(1, "domains"),
        PROOF(2, "domains"),
        TOKEN(3, "tokens"),
        SEND(4, "messages"),
        DELIVERED(5, "messages");

        private final int number;
        private final String noun;

        WizardStep(int number, String noun) {
            this.number = number;
            this.noun = noun;
        }

        /** Whether a person may take it. */
        public boolean isFor(PanelPerson person) {
            return person.mayWrite(noun);
        }

        /** As in keys of words and addresses. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Position among the steps, from 1. */
        public int number() {
            return number;
        }
    }

    /**
     * Outcome of the message, until now.
     *
     * @param answer what the mail host said, or why it waits
     * @param ended whether nothing more will happen
     */
    public record Delivery(
            Badge badge, String text, String answer, boolean delivered, boolean ended) {}

    static FirstMessage read(SignedIn signedIn, Frame frame) {
        Optional<Value.Members> domain = domain(signedIn);
        List<RecordView> records =
                domain.map(found ->
                                Values.objects(
                                                signedIn.call(
                                                                "domains/records",
                                                                "id",
                                                                Values.number(found, "id"))
                                                        .object(),
                                                "records")
                                        .stream()
                                        .map(record -> DomainView.record(frame, record))
                                        .toList())
                        .orElse(List.of());
        long message = message(signedIn);
        return new FirstMessage(
                domain.map(found -> Values.text(found, "unicode")).orElse(""),
                domain.map(found -> Values.number(found, "id")).orElse(0L),
                domain.map(FirstMessage::isProved).orElse(false),
                records,
                tokens(signedIn),
                message,
                delivery(signedIn, message));
    }

    private static Optional<Value.Members> domain(SignedIn signedIn) {
        List<Value.Members> domains = signedIn.call("domains/list", "limit", DOMAINS).objects();
        return domains.stream()
                .filter(FirstMessage::isProved)
                .findFirst()
                .or(() -> domains.stream().findFirst());
    }

    private static boolean isProved(Value.Members domain) {
        return List.of("verified", "warning").contains(Values.text(domain, "state"));
    }

    private static long tokens(SignedIn signedIn) {
        CallResult list = signedIn.calls().call("tokens/list", "limit", DOMAINS);
        return list.objects().stream().filter(token -> Values.flag(token, "active")).count();
    }

    /** That of the page's address, else the newest. */
    private static long message(SignedIn signedIn) {
        String named = signedIn.visit().param("message");
        if (named.matches("[1-9][0-9]{0,17}")) {
            return Long.parseLong(named);
        }
        return signedIn.call("messages/list", "limit", 1).objects().stream()
                .findFirst()
                .map(message -> Values.number(message, "id"))
                .orElse(0L);
    }

    static Delivery delivery(SignedIn signedIn, long message) {
        Translations words = signedIn.words();
        if (message == 0) {
            return new Delivery(
                    Badge.off("clock", words.text("portal.start.later")), "", "", false, false);
        }
        Value.Members to =
                Values.objects(signedIn.call("messages/get", "id", message).object(), "to").stream()
                        .findFirst()
                        .orElse(Values.members());
        String state = Values.text(to, "state");
        String email = Values.text(to, "email");
        String waits = Values.text(to, "stands_for");
        String answer = waits.isEmpty() ? Values.text(to, "answer") : words.said(waits);
        return switch (state) {
            case "delivered" ->
                    new Delivery(
                            Badge.good("circle-check", words.text("portal.start.taken")),
                            words.text("portal.start.taken.text", email),
                            answer,
                            true,
                            true);
            case "bounced", "expired", "purged" ->
                    new Delivery(
                            Badge.bad("circle-x", words.text("portal.start.failed")),
                            words.text("portal.start.failed.text", email),
                            answer,
                            false,
                            true);
            default ->
                    new Delivery(
                            Badge.off("clock", words.text("portal.start.waits")),
                            words.text("portal.start.waits.text", email),
                            answer,
                            false,
                            false);
        };
    }

    /** Whether a step is taken. */
    public boolean isDone(WizardStep step) {
        return switch (step) {
            case DOMAIN -> domainId > 0;
            case PROOF -> proved;
            case TOKEN -> tokens > 0;
            case SEND -> message > 0;
            case DELIVERED -> delivery.delivered();
        };
    }

    /** The first that is not taken yet; the last where all are. */
    public WizardStep current() {
        for (WizardStep step : WizardStep.values()) {
            if (!isDone(step)) {
                return step;
            }
        }
        return WizardStep.DELIVERED;
    }

    /** The call of a step, with what the page knows. */
    public CallExample call(WizardStep step, String from, String to) {
        return switch (step) {
            case DOMAIN -> CallExample.of("domains/add", Values.members("domain", "example.com"));
            case PROOF -> CallExample.of("domains/verify", Values.members("id", domainId));
            case TOKEN ->
                    CallExample.of(
                            "tokens/save",
                            Values.members("name", "shop", "scopes", List.of("messages:write")));
            case SEND ->
                    CallExample.of(
                            "messages/send",
                            Values.members(
                                    "from",
                                    from,
                                    "to",
                                    List.of(to),
                                    "subject",
                                    "Hello",
                                    "text",
                                    "It works."));
            case DELIVERED -> CallExample.of("messages/get", Values.members("id", message));
        };
    }
}
