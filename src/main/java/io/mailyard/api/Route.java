package io.mailyard.api;

import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One row of the route table.
 *
 * @param path without a trailing slash, for example {@code /api/v1.1/admin/accounts/list}
 * @param noun the noun of the call, for scopes: {@code accounts}, {@code users}, {@code tokens} ...
 * @param writes whether it changes anything
 * @param summary a line for the OpenAPI document
 * @param params the parameters besides {@code token} and {@code format}
 * @param reach the accounts it concerns, for tokens that are bound to some
 * @param handler answers the call
 * @param maxBody maximum size of the body, in bytes, if larger than {@code http.max-body}; 0: the
 *     usual one
 * @param lenient whether it ignores unknown parameters, as the public guides require; otherwise
 *     they are error 400
 * @param reply its successful answers
 * @param refusals errors that other calls do not have, with their reasons
 * @param check runs in addition to the checks of each parameter
 * @param sensitive whether it deletes or gives out a secret: a signed-in administrator must have
 *     given the password within the last minutes
 * @param act a narrower scope that also permits it, such as {@code users:welcome}
 * @param foreseen whether a dry run finds the changes that the call then makes, to the number
 */
public record Route(
        String path,
        String noun,
        boolean writes,
        String summary,
        List<Param<?>> params,
        Reach reach,
        Handler handler,
        int maxBody,
        boolean lenient,
        ReplySchema reply,
        Map<ErrorCode, String> refusals,
        RouteCheck check,
        boolean sensitive,
        Optional<String> act,
        boolean foreseen) {
    private static final RouteCheck NOTHING = (_, _) -> {};

    /**
     * The noun of reading calls that every caller may make: each answers what the caller may see.
     */
    public static final String FOR_ALL = "find";

    /** Header of a dry run's answer and of the call that makes these changes, or none. */
    public static final String CHANGES_TAG = "Changes-Tag";

    /** Why something is done; every call that deletes takes it, and every one that is explained. */
    public static final Param<String> REASON =
            Param.of("reason", Types.text(0, 1000), "Why, for the audit.");

    /**
     * Checks parameters against each other, or beyond what their types know. Its faults are
     * reported together with those of single parameters.
     */
    @FunctionalInterface
    public interface RouteCheck {
        /**
         * Adds faults.
         *
         * @param params without the values of parameters that are faulty by themselves; {@link
         *     Params#has} is true for these too
         * @param faults the faults found so far
         */
        void find(Params params, List<Fault> faults);
    }

    /** The accounts that a call concerns. */
    public sealed interface Reach {
        /** The account that the parameter names; if it is absent, the whole platform. */
        record AccountReach(Param<Long> param) implements Reach {}

        /** The handler itself limits what each caller sees. */
        record FilteredReach() implements Reach {}

        /** The whole platform: not for tokens that are bound to accounts. */
        record WholePlatformReach() implements Reach {}

        /** The caller's own account: for accounts' tokens, and never for administrators'. */
        record OwnReach() implements Reach {}
    }

    /** A call that changes nothing. */
    public static Route read(
            String path, String noun, String summary, Handler handler, Param<?>... params) {
        return of(path, noun, false, summary, handler, params);
    }

    /** A call that changes something. */
    public static Route write(
            String path, String noun, String summary, Handler handler, Param<?>... params) {
        return of(path, noun, true, summary, handler, params);
    }

    private static Route of(
            String path,
            String noun,
            boolean writes,
            String summary,
            Handler handler,
            Param<?>... params) {
        return new Route(
                path,
                noun,
                writes,
                summary,
                withReason(path, params),
                new Reach.WholePlatformReach(),
                handler,
                0,
                false,
                ReplySchema.none(),
                Map.of(),
                NOTHING,
                deletes(path),
                Optional.empty(),
                true);
    }

    private static List<Param<?>> withReason(String path, Param<?>... params) {
        List<Param<?>> all = new ArrayList<>(Arrays.asList(params));
        if (path.endsWith("/delete")) {
            all.add(REASON);
        }
        return List.copyOf(all);
    }

    /** Lets the caller say why, for the audit. */
    public Route explained() {
        List<Param<?>> all = new ArrayList<>(params);
        all.add(REASON);
        return new Route(
                path,
                noun,
                writes,
                summary,
                List.copyOf(all),
                reach,
                handler,
                maxBody,
                lenient,
                reply,
                refusals,
                check,
                sensitive,
                act,
                foreseen);
    }

    /** Why the call does what it does, where it takes a reason and says one. */
    public static Optional<String> reason(Call call) {
        return Optional.of(call)
                .filter(deletion -> deletion.route().params().contains(REASON))
                .flatMap(deletion -> deletion.params().find(REASON))
                .filter(reason -> !reason.isBlank());
    }

    /** Sets the parameter that names the account the call concerns. */
    public Route on(Param<Long> param) {
        return with(new Reach.AccountReach(param));
    }

    /** Lets the handler limit what each caller sees. */
    public Route sifted() {
        return with(new Reach.FilteredReach());
    }

    /** Makes it a call for an account's own tokens, which concerns the caller's account. */
    public Route own() {
        return with(new Reach.OwnReach());
    }

    private Route with(Reach other) {
        return new Route(
                path, noun, writes, summary, params, other, handler, maxBody, lenient, reply,
                refusals, check, sensitive, act, foreseen);
    }

    /** Sets a maximum size of the body above the usual one. */
    public Route withMaxBody(int bytes) {
        return new Route(
                path, noun, writes, summary, params, reach, handler, bytes, lenient, reply,
                refusals, check, sensitive, act, foreseen);
    }

    /** Lets the call ignore unknown parameters. */
    public Route ignoringUnknown() {
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, true, reply, refusals,
                check, sensitive, act, foreseen);
    }

    /** Declares its successful answers. */
    public Route answers(ReplySchema schema) {
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, lenient, schema,
                refusals, check, sensitive, act, foreseen);
    }

    /** Declares a refusal that other calls do not have. */
    public Route refuses(ErrorCode code, String reason) {
        Map<ErrorCode, String> more = new LinkedHashMap<>(refusals);
        more.put(code, reason);
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, lenient, reply, more,
                check, sensitive, act, foreseen);
    }

    /** Adds a check after the present ones. */
    public Route checking(RouteCheck more) {
        RouteCheck first = check;
        return new Route(
                path,
                noun,
                writes,
                summary,
                params,
                reach,
                handler,
                maxBody,
                lenient,
                reply,
                refusals,
                (params, faults) -> {
                    first.find(params, faults);
                    more.find(params, faults);
                },
                sensitive,
                act,
                foreseen);
    }

    private static boolean deletes(String path) {
        return Set.of("delete", "purge", "rotate")
                .contains(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Marks it sensitive: a signed-in administrator must have given the password just now. */
    public Route confirmed() {
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, lenient, reply,
                refusals, check, true, act, foreseen);
    }

    /** Adds a scope of a single act that also permits it. */
    public Route alsoBy(String scope) {
        return new Route(
                path,
                noun,
                writes,
                summary,
                params,
                reach,
                handler,
                maxBody,
                lenient,
                reply,
                refusals,
                check,
                sensitive,
                Optional.of(scope),
                foreseen);
    }

    /**
     * Lets it refuse the tag of a dry run, which does not find all the changes that the call makes:
     * a task that is begun, a request whose answer is recorded.
     */
    public Route unforeseen() {
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, lenient, reply,
                refusals, check, sensitive, act, false);
    }

    /** Whether it takes the tag of a dry run in the header {@link #CHANGES_TAG}. */
    public boolean takesChangesTag() {
        return writes && foreseen && !(handler instanceof StreamHandler);
    }

    /** The tokens that it accepts. */
    public Audience audience() {
        return reach instanceof Reach.OwnReach ? Audience.ACCOUNT : Audience.ADMINISTRATOR;
    }

    /** Whether every caller may make it, whatever its scopes. */
    public boolean isForAll() {
        return noun.equals(FOR_ALL);
    }

    /** The scope it needs, such as {@code users:write}. */
    public String scope() {
        return noun + (writes ? ":write" : ":read");
    }

    /** The parameter of that name, if it is declared. */
    public Optional<Param<?>> param(String name) {
        return params.stream().filter(param -> param.name().equals(name)).findFirst();
    }
}
