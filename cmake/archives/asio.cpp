// Boost.Asio and Boost.Beast compiled once (their documented separate compilation), not in every file that waits.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
