package io.mailyard.panel;

import io.mailyard.panel.DomainView.RecordView;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers of the tools, as people read them. */
public final class ToolAnswers {
    private final PageRenderer pages;

    ToolAnswers(PageRenderer pages) {
        this.pages = pages;
    }

    /** A fact; {@code address} empty: it leads nowhere. */
    public record ToolFact(String label, String value, String address) {}

    /** A message that is named. */
    public record ToolMessage(
            String title, String address, String from, String accepted, List<ToolFact> facts) {}

    /** A field of a report. */
    public record ToolLine(String part, String name, String value) {}

    /** A rule or a sender in the proof of a route. */
    public record ToolStep(Badge badge, String text, String note, String address) {}

    String html(SignedIn signedIn, Frame frame, Tool tool, Value.Members answer) {
        return switch (tool) {
            case ROUTE -> route(signedIn, frame, answer);
            case MESSAGE_ID -> messages(signedIn, frame, answer, named(signedIn.words(), answer));
            case REPORT -> messages(signedIn, frame, answer, reported(signedIn.words(), answer));
            case DNS -> dns(frame, answer);
            case ADDRESS -> address(signedIn, frame, answer);
        };
    }

    private static String named(Translations words, Value.Members answer) {
        return switch (Values.text(answer, "kind")) {
            case "return_path" ->
                    words.text("tool.named.path", Values.text(answer, "recipient_id"));
            case "message_id" -> words.text("tool.named.id", Values.text(answer, "header_id"));
            default -> words.text("tool.named.none");
        };
    }

    private static String reported(Translations words, Value.Members answer) {
        return words.text("tool.report." + Values.text(answer, "kind"));
    }

    private String messages(SignedIn signedIn, Frame frame, Value.Members answer, String summary) {
        Translations words = signedIn.words();
        List<ToolMessage> found =
                Values.objects(answer, "messages").stream()
                        .map(message -> message(signedIn, message))
                        .toList();
        List<ToolLine> lines =
                Values.objects(answer, "fields").stream()
                        .map(field ->
                                new ToolLine(
                                        words.text("tool.part." + Values.text(field, "part")),
                                        Values.text(field, "name"),
                                        Values.text(field, "value")))
                        .toList();
        return pages.html(
                "toolmessages",
                frame,
                "summary",
                summary,
                "found",
                found.isEmpty()
                        ? words.text("tool.messages.none")
                        : words.count("tool.messages", found.size()),
                "messages",
                found,
                "lines",
                lines);
    }

    private static ToolMessage message(SignedIn signedIn, Value.Members message) {
        Translations words = signedIn.words();
        String subject = Values.text(message, "subject");
        List<ToolFact> facts = new ArrayList<>();
        facts.add(
                new ToolFact(
                        words.text("tool.fact.account"),
                        Values.text(message, "account"),
                        signedIn.person().mayRead("accounts")
                                ? "/admin/accounts/" + Values.number(message, "account_id")
                                : ""));
        facts.add(
                new ToolFact(words.text("tool.fact.recipient"), Values.text(message, "email"), ""));
        facts.add(new ToolFact(words.text("tool.fact.id"), Values.text(message, "message_id"), ""));
        facts.add(new ToolFact("Message-ID", Values.text(message, "header_id"), ""));
        return new ToolMessage(
                subject.isEmpty() ? words.text("message.nosubject") : subject,
                MessagePages.path(Values.number(message, "message_id")),
                Values.text(message, "from"),
                Values.time(message, "accepted_at")
                        .map(at -> words.time(at, signedIn.visit().zone()))
                        .orElse(""),
                facts.stream().filter(fact -> !fact.value().isEmpty()).toList());
    }

    private String dns(Frame frame, Value.Members answer) {
        Translations words = frame.words();
        return pages.html(
                "tooldns",
                frame,
                "summary",
                words.text(
                        "tool.dns.took",
                        Values.text(answer, "domain"),
                        words.number(Values.number(answer, "took_ms"))),
                "records",
                Values.objects(answer, "records").stream()
                        .map(record -> record(frame, record))
                        .toList());
    }

    /** The domain need not be ours: its records say something else. */
    private static RecordView record(Frame frame, Value.Members record) {
        RecordView view = DomainView.record(frame, record);
        Translations words = frame.words();
        return switch (Values.text(record, "kind")) {
            case "return_path" ->
                    with(view, words.text("tool.dns.mx"), words.text("tool.dns.mx.why"));
            case "spf" -> with(view, view.kind(), words.text("tool.dns.spf.why"));
            case "dkim" -> with(view, view.kind(), words.text("tool.dns.dkim.why"));
            case "dmarc" -> with(view, view.kind(), words.text("tool.dns.dmarc.why"));
            default -> view;
        };
    }

    private static RecordView with(RecordView view, String kind, String why) {
        return new RecordView(
                kind,
                why,
                view.name(),
                view.type(),
                view.value(),
                view.found(),
                view.note(),
                view.badge(),
                view.checked(),
                view.checkedUtc());
    }

    private String address(SignedIn signedIn, Frame frame, Value.Members answer) {
        Translations words = signedIn.words();
        boolean valid = Values.flag(answer, "valid");
        List<ToolFact> facts = new ArrayList<>();
        facts.add(new ToolFact(words.text("tool.fact.normal"), Values.text(answer, "normal"), ""));
        facts.add(new ToolFact(words.text("mta.column.isp"), Values.text(answer, "isp"), ""));
        if (valid) {
            String hosts = Values.text(answer, "hosts");
            String note = Values.text(answer, "note");
            String found = words.text("tool.mx." + Values.text(answer, "mx"));
            facts.add(
                    new ToolFact("MX", hosts.isEmpty() ? (found + " " + note).strip() : hosts, ""));
            facts.add(
                    new ToolFact(
                            words.text("tool.fact.took"),
                            words.text(
                                    "span.millis", words.number(Values.number(answer, "took_ms"))),
                            ""));
        }
        List<ToolStep> lists =
                Values.objects(answer, "suppressions").stream()
                        .map(row -> suppression(signedIn, row))
                        .toList();
        return pages.html(
                "tooladdress",
                frame,
                "badge",
                valid
                        ? Badge.good("circle-check", words.text("tool.address.valid"))
                        : Badge.bad("circle-off", words.text("tool.address.invalid")),
                "reason",
                Values.text(answer, "reason"),
                "facts",
                facts.stream().filter(fact -> !fact.value().isEmpty()).toList(),
                "lists",
                lists);
    }

    private static ToolStep suppression(SignedIn signedIn, Value.Members row) {
        Translations words = signedIn.words();
        boolean ofPlatform = !Values.has(row, "account_id");
        long account = Values.number(row, "account_id");
        String search = "?search=" + Panel.encoded(Values.text(row, "email"));
        return new ToolStep(
                Badge.warn("ban", Values.text(row, "class")),
                ofPlatform
                        ? words.text("tool.list.platform")
                        : words.text("tool.list.account", String.valueOf(account)),
                Values.text(row, "reason"),
                ofPlatform
                        ? "/admin/suppressions" + search
                        : "/admin/accounts/" + account + "/suppressions" + search);
    }

    /** The proof of a route: verdict, rules and senders. */
    String route(SignedIn signedIn, Frame frame, Value.Members answer) {
        Translations words = signedIn.words();
        Value.Members proof =
                Values.objects(answer, "to").stream().findFirst().orElse(Value.Members.NONE);
        String sender = Values.text(proof, "sender_id");
        String rule = Values.text(proof, "rule");
        List<ToolStep> rules =
                Values.objects(proof, "rules").stream().map(each -> rule(words, each)).toList();
        List<ToolStep> senders =
                Values.objects(proof, "candidates").stream()
                        .map(each -> candidate(signedIn, each, sender))
                        .toList();
        String why =
                Stream.of(
                                Optional.of(Values.text(proof, "why")),
                                Optional.of(Values.text(proof, "vsender"))
                                        .filter(name -> !name.isEmpty())
                                        .map(name -> words.text("tool.route.by", name)),
                                Optional.of(rule)
                                        .filter(each -> !each.isEmpty())
                                        .map(_ ->
                                                words.text(
                                                        "tool.route.rule",
                                                        words.number(
                                                                Values.number(proof, "rule") + 1))))
                        .flatMap(Optional::stream)
                        .filter(text -> !text.isEmpty())
                        .reduce((a, b) -> a + " " + b)
                        .orElse("");
        String draw =
                Values.has(proof, "draw")
                        ? words.text(
                                "tool.route.draw",
                                Values.text(proof, "draw"),
                                Values.text(proof, "draw_of"),
                                Values.text(proof, "seed"))
                        : "";
        return pages.html(
                "toolroute",
                frame,
                "badge",
                sender.isEmpty()
                        ? Badge.bad("circle-off", words.text("tool.route.none"))
                        : Badge.good(
                                "send", senderName(signedIn, Values.number(proof, "sender_id"))),
                "address",
                sender.isEmpty() || !signedIn.person().mayRead("senders")
                        ? ""
                        : "/admin/senders/" + sender,
                "why",
                why,
                "draw",
                draw,
                "rules",
                rules,
                "senders",
                senders);
    }

    private static ToolStep rule(Translations words, Value.Members rule) {
        boolean matched = Values.flag(rule, "matched");
        String value = Values.text(rule, "value");
        return new ToolStep(
                matched
                        ? Badge.good("circle-check", words.text("tool.route.matched"))
                        : Badge.off("circle-off", words.text("tool.route.passed")),
                (Values.text(rule, "type") + " " + value).strip(),
                Values.text(rule, "why"),
                "");
    }

    private static ToolStep candidate(SignedIn signedIn, Value.Members sender, String chosen) {
        Translations words = signedIn.words();
        long id = Values.number(sender, "sender_id");
        String leftOut = Values.text(sender, "left_out");
        Badge badge =
                !leftOut.isEmpty()
                        ? Badge.warn("circle-off", leftOut)
                        : String.valueOf(id).equals(chosen)
                                ? Badge.good("circle-check", words.text("tool.route.drawn"))
                                : Badge.off("info", words.text("tool.route.able"));
        String ips =
                String.join(
                        ", ",
                        Values.objects(sender, "ips").stream()
                                .map(ip -> Values.text(ip, "ip"))
                                .toList());
        String draws =
                Values.has(sender, "draws_from")
                        ? words.text(
                                "tool.route.draws",
                                Values.text(sender, "draws_from"),
                                Values.text(sender, "draws_below"))
                        : "";
        return new ToolStep(
                badge,
                senderName(signedIn, id) + " · " + Values.text(sender, "percent") + " %",
                Stream.of(draws, ips)
                        .filter(text -> !text.isEmpty())
                        .reduce((a, b) -> a + " · " + b)
                        .orElse(""),
                signedIn.person().mayRead("senders") ? "/admin/senders/" + id : "");
    }

    static String senderName(SignedIn signedIn, long id) {
        CallResult found =
                signedIn.person().mayRead("senders")
                        ? signedIn.calls().call("senders/akmta/get", "id", id)
                        : new CallResult(Value.Members.NONE);
        String name = Values.text(found.object(), "name");
        return name.isEmpty()
                ? signedIn.words().text("tool.route.sender", String.valueOf(id))
                : name;
    }
}
