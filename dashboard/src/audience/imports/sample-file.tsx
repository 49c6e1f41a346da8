import { Anchor, Text } from '@mantine/core';

const sample = `Email,First name,Last name,City,Birthday,Customer
marta@example.org,Marta,Oliveira,Lisbon,1984-05-03,yes
jun@example.com,Jun,Tanaka,Tokyo,,no
"zoe@example.net",Zoë,"Smith, Jr.",Dublin,1991-11-22,yes
`;

export function SampleFile() {
  const download = () => {
    const address = URL.createObjectURL(new Blob([sample], { type: 'text/csv' }));
    const link = Object.assign(document.createElement('a'), {
      href: address,
      download: 'contacts-sample.csv',
    });
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Text size="sm" c="dimmed" mt="md">
      Only one column is needed: the email address. Not sure what it should look like?{' '}
      <Anchor component="button" type="button" inherit underline="always" onClick={download}>
        Download a sample file
      </Anchor>
      .
    </Text>
  );
}
