package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.SortedPages;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of providers of each kind: searched, filtered and sorted. */
@ParameterizedClass
@EnumSource
class ProviderListsTest {
    private final Api api;
    private final String word = Api.unique("p");

    ProviderListsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private void save(String calls, String name, Object... more) {
        List<Object> params = new ArrayList<>(List.of("name", word + name));
        params.addAll(Arrays.asList(more));
        api.call(calls + "/save", params.toArray()).ok();
    }

    private void mustBeFound(String calls, String search, Object... owner) {
        List<Object> params = new ArrayList<>(Arrays.asList(owner));
        params.addAll(List.of("search", word));
        new SortedPages(api, calls + "/list", params.toArray()).mustBeSorted(3, "name");
        params.addAll(List.of("active", true));
        Answer active = api.call(calls + "/list", params.toArray()).ok();
        assertThat(active.at("total_count").number()).as(calls).isEqualTo(1);
        params.subList(owner.length, params.size()).clear();
        params.addAll(List.of("search", search));
        Answer found = api.call(calls + "/list", params.toArray()).ok();
        assertThat(found.at("total_count").number()).as(search).isEqualTo(1);
        assertThat(found.at("data.0.name").text()).isEqualTo(word + "a");
    }

    private void openId(String calls, Object... owner) {
        for (String name : List.of("b", "a", "c")) {
            List<Object> params =
                    new ArrayList<>(
                            List.of(
                                    "issuer",
                                    "https://" + name + "." + word + ".example",
                                    "client_id",
                                    "x",
                                    "active",
                                    name.equals("b")));
            params.addAll(Arrays.asList(owner));
            save(calls, name, params.toArray());
        }
        mustBeFound(calls, "HTTPS://A." + word + ".example", owner);
    }

    @Test
    void openIdProviders_areSearchedFilteredAndSorted() {
        openId("oidc_providers");
    }

    @Test
    void providersOfAnAccount_areSearchedFilteredAndSorted() {
        openId("account_providers", "account_id", api.newAccount());
    }

    @Test
    void directories_areSearchedFilteredAndSorted() {
        for (String name : List.of("b", "a", "c")) {
            save(
                    "ldap_servers",
                    name,
                    "address",
                    "ldaps://" + name + "." + word + ".example",
                    "user_base",
                    "dc=example",
                    "active",
                    name.equals("b"));
        }
        mustBeFound("ldap_servers", "LDAPS://A." + word);
    }
}
