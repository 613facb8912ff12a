package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.UnreachableWarehouseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseAccessTest {

    private final Configuration configuration = new Configuration();

    /** The Hadoop of the tests has no S3 client. */
    @ParameterizedTest
    @ValueSource(strings = {"nofs://host/lake", "s3a://bucket/lake"})
    void aStorageWithoutALibraryIsToldWithTheRemedy(String root) {
        assertThatThrownBy(() -> WarehouseAccess.require(root, configuration))
                .isExactlyInstanceOf(UnreachableWarehouseException.class)
                .hasMessageStartingWith("Cannot reach the warehouse " + root + ": ")
                .hasMessageEndingWith(". Correct its scheme, or add the library of that storage to the class path (for"
                        + " s3a org.apache.hadoop:hadoop-aws in Hadoop's version).");
    }

    /** With Hadoop's own patience it takes almost three minutes. */
    @Test
    @Timeout(90)
    void twoNamenodesThatAreDownAreToldSoon() throws IOException {
        configuration.set("dfs.nameservices", "lake");
        configuration.set("dfs.ha.namenodes.lake", "one,two");
        configuration.set("dfs.namenode.rpc-address.lake.one", nobody());
        configuration.set("dfs.namenode.rpc-address.lake.two", nobody());
        configuration.set(
                "dfs.client.failover.proxy.provider.lake",
                "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");

        assertThatThrownBy(() -> WarehouseAccess.require("hdfs://lake/warehouse", configuration))
                .isExactlyInstanceOf(UnreachableWarehouseException.class)
                .hasMessageContaining("Connection refused")
                .hasMessageEndingWith(". Check its address, and that the storage is up and grants this user access.");
    }

    /** An address at which nobody listens any more. */
    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
