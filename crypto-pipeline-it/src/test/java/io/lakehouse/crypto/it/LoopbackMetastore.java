package io.lakehouse.crypto.it;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.IHMSHandler;
import org.apache.hadoop.hive.metastore.TSetIpAddressProcessor;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransportFactory;

/** Hive's metastore service, as its own main class starts it, but for the address: that one listens on all. */
final class LoopbackMetastore {

    private LoopbackMetastore() {}

    /**
     * Serves until the process ends, configured by hive-site.xml.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) throws Exception {
        HiveConf configuration = new HiveConf(HiveMetaStore.class);
        IHMSHandler handler = HiveMetaStore.newRetryingHMSHandler(
                new HiveMetaStore.HMSHandler("metastore", configuration, false), configuration);
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        new TThreadPoolServer(new TThreadPoolServer.Args(new TServerSocket(address))
                        .processor(new TSetIpAddressProcessor<>(handler))
                        .transportFactory(new TTransportFactory())
                        .protocolFactory(new TBinaryProtocol.Factory()))
                .serve();
    }
}
