// echo PORT: sends every datagram back. What a name server on one socket cannot do without: one call to receive, one to
// send.
#include <cstdlib>

#include <arpa/inet.h>
#include <sys/socket.h>

int main(int count, char** words) {
  if (count < 2) return 2;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::atoi(words[1])));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) return 1;
  char message[1500];
  for (;;) {
    sockaddr_in from{};
    socklen_t length = sizeof(from);
    const auto size = ::recvfrom(socket, message, sizeof(message), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 3) continue;
    message[2] = static_cast<char>(message[2] | 0x80);
    ::sendto(socket, message, static_cast<std::size_t>(size), 0, reinterpret_cast<sockaddr*>(&from), length);
  }
}
