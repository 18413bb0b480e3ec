package io.mailyard.web;

import java.util.Arrays;
import java.util.List;

/**
 * One line of the route table.
 *
 * @param path without a trailing slash, such as {@code /api/v1.1/admin/accounts/list}
 * @param noun what the call is about, for scopes: {@code accounts}, {@code users}, {@code tokens}
 *     ...
 * @param writes whether it changes anything
 * @param summary a line for the description of the API
 * @param params the parameters besides {@code token} and {@code format}
 * @param handler answers it
 */
public record Route(
        String path,
        String noun,
        boolean writes,
        String summary,
        List<Param<?>> params,
        Handler handler) {
    /** A call that changes nothing. */
    public static Route read(
            String path, String noun, String summary, Handler handler, Param<?>... params) {
        return new Route(path, noun, false, summary, Arrays.asList(params), handler);
    }

    /** A call that changes something. */
    public static Route write(
            String path, String noun, String summary, Handler handler, Param<?>... params) {
        return new Route(path, noun, true, summary, Arrays.asList(params), handler);
    }
}
