package io.mailyard.panel;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request of a person who is signed in.
 *
 * @param surface whose pages it is for
 */
public record SignedIn(Visit visit, PanelPerson person, Calls calls, Surface surface) {
    /** The words of the reader's language. */
    public Translations words() {
        return visit.words();
    }

    /** Makes a call, and gives up where it is refused: the page then says why. */
    public CallResult call(String path, Object... namesAndValues) {
        CallResult result = calls.call(path, namesAndValues);
        if (!result.isOk()) {
            throw new CallRefused(result);
        }
        return result;
    }

    /** Makes a call with these parameters, and gives up where it is refused. */
    CallResult call(String path, Value.Members params) {
        CallResult result = calls.call(path, params);
        if (!result.isOk()) {
            throw new CallRefused(result);
        }
        return result;
    }

    /** Foresees what a call would do; gives up where the person may not make it. */
    CallResult foresee(String path, Value.Members params) {
        CallResult foreseen = calls.dryRun(path, params);
        if (foreseen.error() == ErrorCode.FORBIDDEN.number()) {
            throw new CallRefused(foreseen);
        }
        return foreseen;
    }

    /** Gives up where the person may not make this call at all, as the call itself says. */
    void mustBeAllowed(String path) {
        foresee(path, Values.members());
    }

    /**
     * Gives up where the address has a filter that was not understood: what follows is done to all
     * that it lets pass. Every filter must have been read before.
     *
     * @param others names that the address may have and that are no filters
     */
    void mustBeUnderstood(String... others) {
        visit.param("sort"); // an order chooses no rows
        for (String name : others) {
            visit.param(name);
        }
        List<AddressReader.MisreadValue> misread = visit.values().misread();
        if (!misread.isEmpty()) {
            throw new Panel.MisreadFilters(misread);
        }
    }

    /** Whether administrators see the page, and not an account's users. */
    boolean inPanel() {
        return surface.isPanel();
    }

    /** Gives up, as a call would, unless the person may change such objects. */
    void mustWrite(String noun) {
        if (!person.mayWrite(noun)) {
            throw ApiException.forbidden("this needs the scope " + noun + ":write");
        }
    }

    /** Gives up, as a call would, unless the person may see such objects. */
    void mustRead(String noun) {
        if (!person.mayRead(noun)) {
            throw ApiException.forbidden("this needs the scope " + noun + ":read");
        }
    }

    /** The object of this id, by a call that lists objects from an id on; empty where none is. */
    Optional<Value.Members> find(String list, long id, Object... more) {
        List<Object> params = new ArrayList<>(List.of(more));
        params.addAll(List.of("from_id", id, "limit", 1));
        return call(list, params.toArray()).objects().stream()
                .filter(object -> Values.number(object, "id") == id)
                .findFirst();
    }

    /** A call that a page cannot do without was refused. */
    public static final class CallRefused extends RuntimeException {
        private final transient CallResult result;

        public CallRefused(CallResult result) {
            super(result.errorText(), null, false, false);
            this.result = result;
        }

        /** Answer of the call that was refused. */
        public CallResult result() {
            return result;
        }
    }
}
