package io.mailyard.api;

import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the route table.
 *
 * @param path without a trailing slash, such as {@code /api/v1.1/admin/accounts/list}
 * @param noun what the call is about, for scopes: {@code accounts}, {@code users}, {@code tokens}
 *     ...
 * @param writes whether it changes anything
 * @param summary a line for the description of the API
 * @param params the parameters besides {@code token} and {@code format}
 * @param reach which accounts it concerns, for tokens that are bound to some
 * @param handler answers it
 * @param maxBody largest body, in bytes, where that is more than {@code http.max-body}; 0: the
 *     usual
 * @param lenient whether it ignores parameters that it does not know, as the public guides need;
 *     without that they are error 400
 * @param reply its successful answers
 * @param refusals errors that other calls do not have, and their reasons
 * @param check runs besides the checks of each parameter
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
        Check check) {
    private static final Check NOTHING = (_, _) -> {};

    /**
     * Checks parameters against each other, and against what their types do not know. Its faults
     * are told together with those of single parameters.
     */
    @FunctionalInterface
    public interface Check {
        /**
         * Adds what is wrong.
         *
         * @param params without the values of those that are faulty by themselves; {@link
         *     Params#has} tells these, too
         * @param faults those that are found already
         */
        void find(Params params, List<Fault> faults);
    }

    /** Which accounts a call concerns. */
    public sealed interface Reach {
        /** The account that the parameter names; where it is absent, the whole platform. */
        record Account(Param<Long> param) implements Reach {}

        /** The handler itself shows each caller what it may see. */
        record Filtered() implements Reach {}

        /** The whole platform: not for tokens that are bound to accounts. */
        record WholePlatform() implements Reach {}

        /** The caller's own account: for accounts' tokens, and for no administrator's. */
        record Own() implements Reach {}
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
                Arrays.asList(params),
                new Reach.WholePlatform(),
                handler,
                0,
                false,
                ReplySchema.none(),
                Map.of(),
                NOTHING);
    }

    /** The same, concerning the account that {@code param} names. */
    public Route on(Param<Long> param) {
        return with(new Reach.Account(param));
    }

    /** The same; the handler shows each caller what it may see. */
    public Route sifted() {
        return with(new Reach.Filtered());
    }

    /** The same for an account's own tokens; it concerns the caller's account. */
    public Route own() {
        return with(new Reach.Own());
    }

    private Route with(Reach other) {
        return new Route(
                path, noun, writes, summary, params, other, handler, maxBody, lenient, reply,
                refusals, check);
    }

    /** The same with a body of up to {@code bytes}, where the usual limit is lower. */
    public Route withMaxBody(int bytes) {
        return new Route(
                path, noun, writes, summary, params, reach, handler, bytes, lenient, reply,
                refusals, check);
    }

    /** The same; it ignores parameters that it does not know. */
    public Route ignoringUnknown() {
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, true, reply, refusals,
                check);
    }

    /** Declares its successful answers. */
    public Route answers(ReplySchema schema) {
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, lenient, schema,
                refusals, check);
    }

    /** Declares a refusal that other calls do not have. */
    public Route refuses(ErrorCode code, String reason) {
        Map<ErrorCode, String> more = new LinkedHashMap<>(refusals);
        more.put(code, reason);
        return new Route(
                path, noun, writes, summary, params, reach, handler, maxBody, lenient, reply, more,
                check);
    }

    /** The same with another check, after those that it has. */
    public Route checking(Check more) {
        Check first = check;
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
                });
    }

    /** Whose tokens it takes. */
    public Audience audience() {
        return reach instanceof Reach.Own ? Audience.ACCOUNT : Audience.ADMINISTRATOR;
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
