package io.mailyard.tools;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.delivery.AnswerEffect;
import io.mailyard.policies.BounceClassifier;
import io.mailyard.policies.BounceClassifier.Explanation;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.Isp;
import io.mailyard.policies.LockRule;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code bounce_patterns/try}: what an answer of a mail host means, by the code that classifies
 * those of real mail.
 */
public final class AnswerRoutes {
    /** Patterns shown that would have matched later. */
    private static final int MOST_LATER = 20;

    private static final int MOST_CHARS = 2_000;

    private static final Param<SmtpReply> ANSWER =
            Param.of(
                            "answer",
                            Types.text(1, PastedAnswer.MAX_CHARS).map(PastedAnswer::parse),
                            "The answer as the mail host gave it, one line or several; words before"
                                    + " its code are left out.")
                    .required();
    private static final Param<Reference> ISP =
            Param.of(
                    "isp",
                    Types.reference(),
                    "The recipient's ISP, by id or name; absent: that of to.");
    private static final Param<String> TO =
            Param.of("to", Types.text(1, 320), "The recipient, or its domain; absent: of no ISP.");
    private static final Param<String> HOST =
            Param.of(
                    "host",
                    Types.text(0, 255),
                    "The mail host that answered, by name: an ISP is also recognised by its hosts.");
    private static final Param<String> STAGE =
            Param.of(
                            "stage",
                            Types.oneOf(stages()),
                            "What was answered: connect, banner, ehlo, starttls, auth, mail, rcpt,"
                                    + " data, body, or end, the final dot.")
                    .defaultsTo(word(SmtpStage.RCPT));

    private static final ObjectSchema PATTERN =
            ObjectSchema.of("MatchingPattern", "A bounce pattern that matches an answer.")
                    .number("id", "The bounce pattern.")
                    .text("name", "Its name.")
                    .word("type", "What it says.", words(BouncePattern.BounceType.values()))
                    .text("isp", "The ISP whose answers it is for; null: all.")
                    .orNull()
                    .text("pattern", "The regular expression.")
                    .text("message", "What it tells people.")
                    .flag("shipped", "Whether it came with the program.");
    private static final ObjectSchema LOCK =
            ObjectSchema.of("MatchingLockRule", "A lock rule that an answer sets off.")
                    .number("id", "The lock rule.")
                    .text("name", "Its name.")
                    .number("duration_minutes", "How long attempts stop.");
    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("AnswerTrial", "What an answer of a mail host means, and why.")
                    .text("answer", "The answer as it was read, on one line.")
                    .number("code", "Its reply code.")
                    .text("enhanced", "Its enhanced code; empty: none.")
                    .word("stage", "What was answered.", Arrays.asList(stages()))
                    .text("searched", "The text that shipped patterns are searched in.")
                    .text("isp", "The recipient's ISP.")
                    .text("host_isp", "The ISP whose host answered, by its name or words.")
                    .orNull()
                    .word(
                            "type",
                            "The class of the answer.",
                            words(BouncePattern.BounceType.values()))
                    .word(
                            "decided_by",
                            "What decided: a pattern, the codes where none matches, or the stage,"
                                    + " which asks no pattern.",
                            "pattern",
                            "codes",
                            "stage")
                    .object("pattern", PATTERN, "The pattern that decided.")
                    .optional()
                    .number("place", "Its place among the patterns tried, from 1; 0: none decided.")
                    .number("patterns", "How many patterns are tried for this ISP.")
                    .objects("later", PATTERN, "Patterns behind it that match as well, 20 at most.")
                    .word(
                            "effect",
                            "What becomes of the recipient. suppressed: only if the answer was for"
                                    + " it alone.",
                            words(AnswerEffect.values()))
                    .flag("other_source", "Whether another address of the sender is tried first.")
                    .text("why", "The same in a sentence.")
                    .objects("locks", LOCK, "Lock rules that it sets off, for senders with them.");

    private final Policies policies;

    public AnswerRoutes(Policies policies) {
        this.policies = policies;
    }

    /**
     * {@code bounce_patterns/try}, for administrators: it classifies the answer and changes
     * nothing.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/bounce_patterns/try",
                                "policies",
                                "What an answer of a mail host means, and which pattern says so.",
                                this::tryAnswer,
                                ANSWER,
                                ISP,
                                TO,
                                HOST,
                                STAGE)
                        .checking(AnswerRoutes::check)
                        .answers(ReplySchema.one(SCHEMA)));
    }

    private static void check(Params params, List<Fault> faults) {
        if (params.has(ISP) && params.has(TO)) {
            faults.add(new Fault("to", "does not go with isp"));
        }
    }

    private static String[] stages() {
        return Arrays.stream(SmtpStage.values()).map(AnswerRoutes::word).toArray(String[]::new);
    }

    private static List<String> words(Enum<?>... constants) {
        return Arrays.stream(constants).map(AnswerRoutes::word).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private ApiReply tryAnswer(Call call) {
        Params params = call.params();
        SmtpReply reply = params.get(ANSWER);
        SmtpStage stage = SmtpStage.valueOf(params.get(STAGE).toUpperCase(Locale.ROOT));
        String isp = isp(params);
        Explanation explained =
                new BounceClassifier(policies.current(PolicyKind.BOUNCE_PATTERN))
                        .explain(isp, params.find(HOST).orElse(""), reply);
        List<LockRule> locks =
                policies.current(PolicyKind.LOCK_RULE).stream()
                        .filter(rule -> rule.setOffBy(isp, reply))
                        .toList();
        return ApiReply.one(out -> write(out, new Trial(reply, stage, isp, explained, locks)));
    }

    private String isp(Params params) {
        return params.find(ISP)
                .map(this::named)
                .orElseGet(() ->
                        params.find(TO)
                                .map(to -> to.substring(to.lastIndexOf('@') + 1).strip())
                                .map(policies.isps()::of)
                                .orElse(Isp.OTHER));
    }

    private String named(Reference reference) {
        return policies.current(PolicyKind.ISP).stream()
                .filter(isp ->
                        switch (reference) {
                            case Reference.ById(long id) -> isp.id() == id;
                            case Reference.ByName(String name) ->
                                    isp.name().equalsIgnoreCase(name.strip());
                        })
                .map(Isp::name)
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest("isp", "there is no such ISP"));
    }

    /** An answer that was tried. */
    private record Trial(
            SmtpReply reply,
            SmtpStage stage,
            String isp,
            Explanation explained,
            List<LockRule> locks) {
        /** The pattern that decided; none is asked before MAIL. */
        Optional<BouncePattern> pattern() {
            return stage.beforeMail() ? Optional.empty() : explained.verdict().by();
        }

        AnswerEffect effect() {
            return AnswerEffect.of(stage, reply, explained.verdict(), !locks.isEmpty());
        }

        boolean isOtherSourceTried() {
            return effect() != AnswerEffect.DEFERRED
                    && AnswerEffect.mayTryOtherSource(stage, reply, explained.verdict());
        }

        String decidedBy() {
            return stage.beforeMail() ? "stage" : pattern().isPresent() ? "pattern" : "codes";
        }

        String why() {
            String said =
                    switch (decidedBy()) {
                        case "stage" ->
                                "an answer before MAIL is about the connection, not the recipient";
                        case "pattern" -> "the bounce pattern '" + name() + "' matches";
                        default -> "no bounce pattern matches, so the codes decide";
                    };
            String then =
                    switch (effect()) {
                        case DEFERRED -> "it is tried again, as the sender's retry rule says";
                        case BOUNCED -> "the message is undelivered";
                        case SUPPRESSED ->
                                "the message is undelivered, and the address is suppressed";
                    };
            return said
                    + ": "
                    + (isOtherSourceTried() ? "after another address of the sender, " : "")
                    + then;
        }

        private String name() {
            return pattern().map(BouncePattern::name).orElse("");
        }
    }

    private static void write(Out out, Trial trial) {
        Explanation explained = trial.explained();
        boolean asked = !trial.stage().beforeMail();
        out.text("answer", trial.reply().text(MOST_CHARS))
                .number("code", trial.reply().code())
                .text("enhanced", trial.reply().enhanced())
                .text("stage", word(trial.stage()))
                .text("searched", explained.searched())
                .text("isp", trial.isp())
                .text("host_isp", explained.recognised().orElse(null))
                .text(
                        "type",
                        word(asked ? explained.verdict().type() : BouncePattern.BounceType.SOFT))
                .text("decided_by", trial.decidedBy());
        trial.pattern().ifPresent(pattern -> out.object("pattern", one -> write(one, pattern)));
        out.number("place", asked ? explained.place() : 0)
                .number("patterns", asked ? explained.concerned() : 0)
                .objects(
                        "later",
                        asked
                                ? explained.later().stream().limit(MOST_LATER).toList()
                                : List.<BouncePattern>of(),
                        AnswerRoutes::write)
                .text("effect", word(trial.effect()))
                .flag("other_source", trial.isOtherSourceTried())
                .text("why", trial.why())
                .objects("locks", trial.locks(), AnswerRoutes::write);
    }

    private static void write(Out out, BouncePattern pattern) {
        out.number("id", pattern.id())
                .text("name", pattern.name())
                .text("type", word(pattern.type()))
                .text("isp", pattern.isp().orElse(null))
                .text("pattern", pattern.pattern().toString())
                .text("message", pattern.message())
                .flag("shipped", pattern.shipped());
    }

    private static void write(Out out, LockRule rule) {
        out.number("id", rule.id())
                .text("name", rule.name())
                .number("duration_minutes", rule.duration().toMinutes());
    }
}
