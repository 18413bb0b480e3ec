package io.mailyard.messages;

import io.mailyard.access.Principal;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.VisibleText;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.messages.SqlRoutingProofStore.StoredRecipient;
import io.mailyard.mime.Address;
import io.mailyard.mime.Mailbox;
import io.mailyard.policies.Isps;
import io.mailyard.routing.AccountRouter;
import io.mailyard.routing.Destination;
import io.mailyard.routing.MessageAttributes;
import io.mailyard.routing.RoutingDecision;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.routing.RoutingEngine.RoutingMode;
import io.mailyard.routing.RoutingProof;
import io.mailyard.routing.RoutingProver;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** {@code messages/route}: explains the sender of a message, or the one it would get. */
public final class RoutingProofRoutes {
    private static final Pattern SEED = Pattern.compile("[0-9]{1,18}\\.[0-9]{1,18}");

    private static final Param<Long> ID =
            Param.of("id", Types.id(), "A message that was accepted; absent: an imagined one.");
    private static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First recipient on the page, inclusive.");
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, 100), "Recipients on a page; 100 unless given.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Of an imagined message: whose it is.");
    private static final Param<String> FROM =
            Param.of("from", SendBody.mailbox().map(Mailbox::address), "Whom it is from.");
    private static final Param<Address> TO =
            Param.of(
                    "to",
                    Types.text(1, 320).map(text -> Address.parse(text.strip())),
                    "Whom it is to.");
    private static final Param<Long> GROUP =
            Param.of("group_id", Types.integer(0, Long.MAX_VALUE), "Its group; 0: none.");
    private static final Param<Long> CAMPAIGN =
            Param.of("campaign_id", Types.integer(0, Long.MAX_VALUE), "Its campaign; 0: none.");
    private static final Param<Reference> VSENDER =
            Param.of(
                    "vsender_id",
                    Types.reference(),
                    "Id or name of the virtual sender; absent: the account's first.");
    private static final Param<String> SEED_OF =
            Param.of(
                    "seed",
                    Types.text(3, 40).map(RoutingProofRoutes::seed),
                    "Of the draw: the numbers of message and recipient, such as 12.34; absent: 0.0.");

    private static final ObjectSchema RECIPIENT =
            ObjectSchema.of("RecipientRoute", "How one recipient is routed, and why.")
                    .number("recipient_id", "The recipient; null: an imagined one.")
                    .orNull()
                    .text("email", "The address.")
                    .text("sent_from", "Source IP of the last attempt; empty: none.")
                    .optional()
                    .flag("routed", "Whether a virtual sender chose the sender.")
                    .text("why", "Why there is no routing to show.")
                    .optional()
                    .flag("replayed", "Whether routing it again gives the same result.")
                    .optional()
                    .includingOptional(RoutingProof.SCHEMA);
    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("MessageRoute", "How a message is routed, and why.")
                    .number("message_id", "The message; null: an imagined one.")
                    .orNull()
                    .number("account_id", "The account.")
                    .objects("to", RECIPIENT, "Its recipients.")
                    .number("next_from_id", "Where the next page starts; absent on the last.")
                    .optional();

    private static final List<Param<?>> IMAGINED =
            List.of(ACCOUNT, FROM, TO, GROUP, CAMPAIGN, VSENDER, SEED_OF);

    private final Database database;
    private final Accounts accounts;
    private final Senders senders;
    private final Isps isps;
    private final RoutingEngine router;
    private final RoutingProver proofs;
    private final InstantSource clock;
    private final SqlMessageStore messages = new SqlMessageStore();
    private final SqlRoutingProofStore store = new SqlRoutingProofStore();

    public RoutingProofRoutes(
            Database database,
            Accounts accounts,
            Senders senders,
            Isps isps,
            RoutingEngine router,
            InstantSource clock) {
        this.clock = clock;
        this.database = database;
        this.accounts = accounts;
        this.senders = senders;
        this.isps = isps;
        this.router = router;
        this.proofs = new RoutingProver(senders);
    }

    /** {@code messages/route}, for administrators. An imagined message is routed and not stored. */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/messages/route",
                                "messages",
                                "Why mail went by its sender, or by which it would go.",
                                this::route,
                                ID,
                                FROM_ID,
                                LIMIT,
                                ACCOUNT,
                                FROM,
                                TO,
                                GROUP,
                                CAMPAIGN,
                                VSENDER,
                                SEED_OF)
                        .sifted()
                        .checking(RoutingProofRoutes::check)
                        .answers(ReplySchema.one(SCHEMA)));
    }

    private static String seed(String text) {
        if (!SEED.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    "'" + VisibleText.shortened(text) + "' is not of the form 12.34");
        }
        return text.strip();
    }

    private ApiReply route(Call call) {
        Params params = call.params();
        Principal principal = call.noted(Principal.class);
        return params.has(ID) ? replay(params, principal) : explain(params, principal);
    }

    private static void check(Params params, List<Fault> faults) {
        if (params.has(ID)) {
            IMAGINED.stream()
                    .filter(params::has)
                    .map(param -> new Fault(param.name(), "does not go with id"))
                    .forEach(faults::add);
        } else {
            List.of(ACCOUNT, FROM, TO).stream()
                    .filter(param -> !params.has(param))
                    .map(param -> new Fault(param.name(), "is required without id"))
                    .forEach(faults::add);
        }
    }

    /** Routing of one recipient. */
    private record ProofAnswer(Consumer<Out> recipient, Consumer<Out> mode) {
        void write(Out out) {
            recipient.accept(out);
            mode.accept(out);
        }
    }

    private ApiReply replay(Params params, Principal principal) {
        long id = params.get(ID);
        int limit = params.find(LIMIT).orElse(100L).intValue();
        return database.read(tx -> {
            AccountId account =
                    messages.accountOf(tx, id)
                            .filter(principal::reaches)
                            .orElseThrow(() -> ApiException.notFound("no message with id " + id));
            List<StoredRecipient> found =
                    store.recipients(tx, account, id, params.find(FROM_ID).orElse(1L), limit + 1);
            boolean more = found.size() > limit;
            List<ProofAnswer> told =
                    (more ? found.subList(0, limit) : found)
                            .stream()
                                    .map(storedRecipient -> answer(tx, account, storedRecipient))
                                    .toList();
            return ApiReply.one(out -> {
                out.number("message_id", id).number("account_id", account.value());
                out.objects("to", told, (item, proofAnswer) -> proofAnswer.write(item));
                if (more) {
                    out.number("next_from_id", found.getLast().id());
                }
            });
        });
    }

    private ProofAnswer answer(Tx tx, AccountId account, StoredRecipient storedRecipient) {
        Consumer<Out> recipient =
                out ->
                        out.number("recipient_id", storedRecipient.id())
                                .text("email", storedRecipient.address())
                                .text("sent_from", storedRecipient.ip());
        if (storedRecipient.decision().routing().isEmpty()) {
            return new ProofAnswer(recipient, direct(storedRecipient.decision().sender()));
        }
        Consumer<Out> way =
                proofs.replay(tx, account, storedRecipient.decision(), storedRecipient.request())
                        .<Consumer<Out>>map(replayed ->
                                out -> {
                                    routed(replayed.proof()).accept(out);
                                    out.flag("replayed", replayed.same());
                                })
                        .orElseGet(() -> forgotten(storedRecipient.decision()));
        return new ProofAnswer(recipient, way);
    }

    /** Answers for a purged account whose mail is being removed. */
    private static Consumer<Out> forgotten(RoutingDecision decision) {
        return out ->
                out.flag("routed", true)
                        .numberOrNull(
                                "sender_id", decision.sender().map(SenderId::value).orElse(null))
                        .text("why", "what it was routed by is not kept any more");
    }

    private static Consumer<Out> direct(Optional<SenderId> sender) {
        return out -> {
            out.flag("routed", false);
            out.numberOrNull("sender_id", sender.map(SenderId::value).orElse(null));
            out.text(
                    "why",
                    sender.isPresent()
                            ? "by no virtual sender: it goes by the account's first sender"
                            : "by no virtual sender, and no sender serves the account");
        };
    }

    private static Consumer<Out> routed(RoutingProof proof) {
        return out -> {
            out.flag("routed", true);
            proof.write(out);
        };
    }

    private ApiReply explain(Params params, Principal principal) {
        AccountId account = new AccountId(params.get(ACCOUNT));
        principal.mustReach(account);
        return database.read(tx -> {
            accounts.existing(tx, account);
            ProofAnswer told =
                    new ProofAnswer(
                            out ->
                                    out.nothing("recipient_id")
                                            .text("email", params.get(TO).toString()),
                            mode(tx, account, params));
            return ApiReply.one(out ->
                    out.nothing("message_id")
                            .number("account_id", account.value())
                            .objects(
                                    "to",
                                    List.of(told),
                                    (item, proofAnswer) -> proofAnswer.write(item)));
        });
    }

    private Consumer<Out> mode(Tx tx, AccountId account, Params params) {
        RoutingMode mode =
                router.modeOf(tx, account, router.versions().of(tx, account), params.find(VSENDER));
        return switch (mode) {
            case RoutingMode.Direct() -> direct(senders.firstFor(tx, account));
            case RoutingMode.ByVirtualSender(AccountRouter routes) ->
                    routed(proofs.explain(tx, routes, asked(params), clock.instant()));
            case RoutingMode.UnknownVirtualSender() ->
                    throw ApiException.badRequest(
                            "vsender_id",
                            RoutingMode.UnknownVirtualSender.message(account, params.get(VSENDER)));
        };
    }

    private AccountRouter.RoutingRequest asked(Params params) {
        String[] seed = params.find(SEED_OF).orElse("0.0").split("\\.", -1);
        String domain = params.get(TO).domain();
        String isp = isps.of(domain);
        return new AccountRouter.RoutingRequest(
                Long.parseLong(seed[0]),
                Long.parseLong(seed[1]),
                MessageAttributes.of(params.find(GROUP).orElse(0L), params.get(FROM), domain),
                new Destination(
                        params.find(CAMPAIGN).orElse(0L),
                        isp,
                        AcceptedRecipient.laneDomain(isp, domain)));
    }
}
