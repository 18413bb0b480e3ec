package io.mailyard.providers;

import com.unboundid.ldap.sdk.NameResolver;
import io.mailyard.base.PublicAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of directories, those alone that may be asked. */
final class LdapNames extends NameResolver {
    private final boolean anywhere;

    LdapNames(boolean anywhere) {
        this.anywhere = anywhere;
    }

    @Override
    public InetAddress getByName(@Nullable String host) throws UnknownHostException {
        return getAllByName(host)[0];
    }

    @Override
    public InetAddress[] getAllByName(@Nullable String host) throws UnknownHostException {
        InetAddress[] allowed =
                Arrays.stream(InetAddress.getAllByName(host))
                        .filter(address -> anywhere || PublicAddresses.contains(address))
                        .toArray(InetAddress[]::new);
        if (allowed.length == 0) {
            throw new UnknownHostException(
                    host
                            + " is not of the public Internet"
                            + " (identity-providers.private-networks)");
        }
        return allowed;
    }

    @Override
    public void toString(StringBuilder buffer) {
        buffer.append("LdapNames()");
    }
}
