package io.mailyard.domains;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.Handler;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.Page;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.policies.ClaimKeys;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls {@code domains/...}: administrators' and accounts' own. */
public final class DomainRoutes {
    private static final String ADMIN = "/api/v1.1/admin/domains/";
    private static final String OWN = "/api/v1.1/domains/";

    /** The noun of the scopes. */
    private static final String NOUN = "domains";

    private static final Param<String> SORT = Sorting.by(DomainTable.SORTS.words());

    private final Domains domains;
    private final DomainLookups looks;
    private final Writes writes;

    public DomainRoutes(Domains domains, DomainLookups looks, Writes writes) {
        this.domains = domains;
        this.looks = looks;
        this.writes = writes;
    }

    /** Each call twice: for administrators, and for accounts' own tokens with fewer parameters. */
    public List<Route> routes() {
        return Stream.concat(routes(false).stream(), routes(true).stream()).toList();
    }

    private List<Route> routes(boolean isOwn) {
        List<Param<?>> words = Arrays.asList(Fields.params(Domain.SETTABLE));
        List<Param<?>> add = new ArrayList<>(List.of(Domain.DOMAIN.sent()));
        List<Param<?>> save = new ArrayList<>(List.of(DomainBody.ID, DomainBody.NAME));
        add.addAll(isOwn ? List.of() : words);
        save.addAll(words);
        return List.of(
                list(isOwn),
                one(isOwn, false, "get", "Shows a domain.", this::get)
                        .answers(ReplySchema.one(DomainBody.schema(!isOwn))),
                of(
                                isOwn,
                                true,
                                "add",
                                "Claims a domain: makes a challenge and a DKIM key, and answers what to publish.",
                                this::add,
                                add)
                        .answers(ReplySchema.one(DomainBody.added(!isOwn)))
                        // its challenge and key are drawn anew at each run
                        .unforeseen(),
                one(
                                isOwn,
                                true,
                                "verify",
                                "Looks for the proof in DNS: the account owns the domain from then on.",
                                this::verify)
                        .answers(ReplySchema.one(DomainBody.schema(!isOwn))),
                check(isOwn),
                one(
                                isOwn,
                                false,
                                "records",
                                "The records to publish, and what DNS had when it was last asked.",
                                this::records)
                        .answers(ReplySchema.one(DomainBody.records())),
                one(isOwn, false, "zone", "The records to publish, as a zone file.", this::zone)
                        .answers(ReplySchema.one(DomainBody.zone())),
                of(
                                isOwn,
                                true,
                                "save",
                                "An administrator's word: for whom a domain is, and that it is theirs.",
                                this::save,
                                save)
                        .checking(DomainRoutes::nameOne)
                        .answers(ReplySchema.savedId()),
                one(isOwn, true, "delete", "Gives a domain up.", this::delete, DomainBody.FORCE));
    }

    /** It takes nothing from anybody, so that an account's users may who change no domain. */
    private Route check(boolean isOwn) {
        Route route =
                one(
                                isOwn,
                                true,
                                "check",
                                "Looks in DNS for every record of a domain, at once.",
                                this::check)
                        .answers(ReplySchema.one(DomainBody.withRecords(!isOwn)));
        return isOwn ? route.alsoBy(Scopes.CHECK) : route;
    }

    private Route list(boolean isOwn) {
        List<Param<?>> filters =
                List.of(
                        DomainBody.FILTER_STATE,
                        DomainBody.FILTER_NAME,
                        DomainBody.SEARCH,
                        SORT,
                        Sorting.FROM,
                        Paging.FROM_ID,
                        Paging.LIMIT);
        if (isOwn) {
            return of(true, false, "list", "The account's domains.", this::list, filters)
                    .answers(ReplySchema.list(DomainBody.schema(false)).and(Sorting.NEXT));
        }
        List<Param<?>> all = new ArrayList<>(filters);
        all.addFirst(DomainBody.LISTED_ACCOUNT);
        return Route.read(
                        ADMIN + "list",
                        NOUN,
                        "Domains: of an account, or all there are.",
                        this::list,
                        all.toArray(Param<?>[]::new))
                .on(DomainBody.LISTED_ACCOUNT)
                .answers(ReplySchema.list(DomainBody.schema(true)).and(Sorting.NEXT));
    }

    private static Route one(
            boolean isOwn,
            boolean writes,
            String verb,
            String summary,
            Handler handler,
            Param<?>... more) {
        List<Param<?>> params = new ArrayList<>(List.of(DomainBody.ID, DomainBody.NAME));
        params.addAll(Arrays.asList(more));
        return of(isOwn, writes, verb, summary, handler, params).checking(DomainRoutes::nameOne);
    }

    private static void nameOne(Params params, List<Fault> faults) {
        if (params.has(DomainBody.ID) == params.has(DomainBody.NAME)) {
            faults.add(new Fault("id", "give id or domain, one of them"));
        }
    }

    private static Route of(
            boolean isOwn,
            boolean writes,
            String verb,
            String summary,
            Handler handler,
            List<Param<?>> params) {
        List<Param<?>> all = new ArrayList<>(params);
        if (!isOwn) {
            all.addFirst(DomainBody.ACCOUNT);
        }
        Param<?>[] array = all.toArray(Param<?>[]::new);
        String path = (isOwn ? OWN : ADMIN) + verb;
        Route route =
                writes
                        ? Route.write(path, NOUN, summary, handler, array)
                        : Route.read(path, NOUN, summary, handler, array);
        return isOwn ? route.own() : route.on(DomainBody.ACCOUNT);
    }

    private static boolean isOwn(Call call) {
        return call.route().audience() == Audience.ACCOUNT;
    }

    /** The account that the call concerns, if it names one. */
    private static Optional<AccountId> account(Call call) {
        return isOwn(call)
                ? Optional.of(call.noted(AccountPrincipal.class).account())
                : call.params().find(DomainBody.ACCOUNT).map(AccountId::new);
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        Optional<AccountId> account =
                isOwn(call)
                        ? account(call)
                        : params.find(DomainBody.LISTED_ACCOUNT).map(AccountId::new);
        Page page = new Page(params.get(Paging.FROM_ID), params.get(Paging.LIMIT).intValue());
        String sort = params.get(SORT);
        if (!sort.endsWith("id") && account.isEmpty()) {
            throw ApiException.badRequest("sort", "needs account_id");
        }
        SortedSlice<Domain> found =
                domains.list(
                        new DomainFilter(
                                account,
                                params.find(DomainBody.FILTER_STATE).map(DomainState::of),
                                params.find(DomainBody.FILTER_NAME),
                                params.find(DomainBody.SEARCH).filter(text -> !text.isBlank())),
                        new SortedPage(sort, params.get(Sorting.FROM), page));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, domain) -> DomainBody.write(out, domain, !isOwn(call)));
    }

    /** The current claim that a call names. */
    private Domain named(Call call) {
        Optional<Long> id = call.params().find(DomainBody.ID);
        Optional<String> name = call.params().find(DomainBody.NAME);
        return domains.database()
                .read(tx ->
                        id.isPresent()
                                ? DomainSearch.byId(tx, account(call), id.get())
                                : DomainSearch.byName(tx, account(call), name.orElseThrow()));
    }

    private ApiReply get(Call call) {
        Domain domain = named(call);
        return ApiReply.one(out -> DomainBody.write(out, domain, !isOwn(call)));
    }

    private ApiReply add(Call call) {
        Params params = call.params();
        AccountId account = account(call).orElse(AccountId.PLATFORM);
        boolean isVouched = !isOwn(call) && params.find(Domain.VOUCHED.sent()).orElse(false);
        FieldValues given = FieldValues.given(Domain.GIVEN, params);
        mustBeUnbound(call);
        if (call.request().header("Idempotency-Key").isEmpty()) {
            // a key is made for nothing where the claim is refused, and takes long
            domains.database()
                    .read(tx ->
                            domains.requireRoom(tx, account, given.get(Domain.DOMAIN), isVouched));
        }
        Domains.Draft draft =
                new Domains.Draft(given, ClaimKeys.newPair(account), Challenges.newSelector());
        return writes.answer(
                call,
                change -> {
                    Domain added = domains.add(change, account, draft, isVouched);
                    List<DnsRecord> records = looks.records().of(change.tx(), added);
                    return ApiReply.one(out -> {
                        out.number("saved_id", added.id());
                        DomainBody.write(out, added, !isOwn(call));
                        DomainBody.records(out, records, Map.of());
                    });
                });
    }

    /** Parameters for administrators only. */
    private static void mustBeUnbound(Call call) {
        Params params = call.params();
        boolean isSaid = Domain.SETTABLE.stream().anyMatch(field -> params.has(field.sent()));
        if (isSaid && (isOwn(call) || call.noted(Principal.class).bound())) {
            throw ApiException.forbidden(
                    "use, account_ids and verified are for administrators' tokens that are bound to"
                            + " no account");
        }
    }

    private ApiReply verify(Call call) {
        Domain domain = named(call);
        String proof = looks.proof(domain);
        return writes.answer(
                call,
                change -> {
                    Domain proved = domains.claims().prove(change, domain, proof);
                    return ApiReply.one(out -> DomainBody.write(out, proved, !isOwn(call)));
                });
    }

    private ApiReply check(Call call) {
        DomainLookups.PendingLookup look = looks.look(named(call));
        return writes.answer(
                call,
                change -> {
                    Domain after = looks.apply(change, look);
                    return ApiReply.one(out -> {
                        DomainBody.write(out, after, !isOwn(call));
                        DomainBody.records(out, look.records(), look.findings());
                    });
                });
    }

    private ApiReply records(Call call) {
        Domain domain = named(call);
        return domains.database()
                .read(tx -> {
                    List<DnsRecord> records = looks.records().of(tx, domain);
                    Map<String, Finding> findings = DomainTable.findings(tx, domain);
                    return ApiReply.one(out -> {
                        out.number("id", domain.id()).text("domain", domain.domain());
                        DomainBody.records(out, records, findings);
                    });
                });
    }

    private ApiReply zone(Call call) {
        Domain domain = named(call);
        String zone =
                domains.database()
                        .read(tx -> DomainRecords.zone(domain, looks.records().of(tx, domain)));
        return ApiReply.one(out -> out.text("zone", zone));
    }

    private ApiReply save(Call call) {
        mustBeUnbound(call);
        Domain named = named(call);
        FieldValues given = FieldValues.given(Domain.GIVEN, call.params());
        Optional<Boolean> verified = call.params().find(Domain.VOUCHED.sent());
        return writes.answer(
                call,
                change -> {
                    Domain now = DomainSearch.again(change.tx(), named);
                    domains.save(change, now, given, verified);
                    return ApiReply.savedId(named.id());
                });
    }

    private ApiReply delete(Call call) {
        Domain named = named(call);
        boolean isForced = call.params().get(DomainBody.FORCE);
        return writes.answer(
                call,
                change -> {
                    domains.delete(change, DomainSearch.again(change.tx(), named), isForced);
                    return ApiReply.emptyInXml();
                });
    }
}
