package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.messages.RecipientStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A query of which most is not asked. */
final class QueryBuilder {
    private Optional<Long> id = Optional.empty();
    private Optional<String> headerId = Optional.empty();
    private Optional<String> to = Optional.empty();
    private SearchTerms subject = SearchTerms.NONE;
    private SearchTerms answer = SearchTerms.NONE;
    private Optional<AccountId> account = Optional.empty();
    private Optional<Long> sender = Optional.empty();
    private Optional<String> isp = Optional.empty();
    private Optional<RecipientStatus> status = Optional.empty();
    private Optional<Instant> since = Optional.empty();

    QueryBuilder id(long value) {
        id = Optional.of(value);
        return this;
    }

    QueryBuilder headerId(String value) {
        headerId = Optional.of(value);
        return this;
    }

    QueryBuilder to(String value) {
        to = Optional.of(value);
        return this;
    }

    QueryBuilder subject(SearchTerms value) {
        subject = value;
        return this;
    }

    QueryBuilder answer(SearchTerms value) {
        answer = value;
        return this;
    }

    QueryBuilder account(AccountId value) {
        account = Optional.of(value);
        return this;
    }

    QueryBuilder sender(long value) {
        sender = Optional.of(value);
        return this;
    }

    QueryBuilder isp(String value) {
        isp = Optional.of(value);
        return this;
    }

    QueryBuilder status(RecipientStatus value) {
        status = Optional.of(value);
        return this;
    }

    QueryBuilder since(Instant value) {
        since = Optional.of(value);
        return this;
    }

    MessageQuery build() {
        return new MessageQuery(
                id,
                headerId,
                Optional.empty(),
                to,
                subject,
                answer,
                account,
                sender,
                isp,
                status,
                since,
                Optional.empty(),
                Set.of());
    }
}
